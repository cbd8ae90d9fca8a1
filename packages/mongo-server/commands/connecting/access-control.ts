import { MongoError } from '../../language/values/errors.ts'
import { refuse } from '../context/arguments.ts'
import type { Command, Commands } from '../context/context.ts'

const REFUSED = [
  'createUser',
  'updateUser',
  'dropUser',
  'dropAllUsersFromDatabase',
  'grantRolesToUser',
  'revokeRolesFromUser',
  'createRole',
  'updateRole',
  'dropRole',
  'dropAllRolesFromDatabase',
  'grantPrivilegesToRole',
  'revokePrivilegesFromRole',
  'grantRolesToRole',
  'revokeRolesFromRole',
]

const refused: Command = {
  run({ name }) {
    throw new MongoError(
      'CommandNotSupported',
      `${name} is not supported: this server has no access control, keeps no users or roles and lets every client do everything`,
    )
  },
}

/** What mongod answers if it knows no such user. */
const logIn: Command = {
  run() {
    throw new MongoError('AuthenticationFailed', 'Authentication failed.')
  },
}

export const accessCommands: Commands = {
  ...Object.fromEntries(REFUSED.map(name => [name, refused])),
  authenticate: logIn,
  saslStart: logIn,
  saslContinue: logIn,
  logout: { known: [], run: () => ({ fields: {} }) },
  usersInfo: {
    known: [
      'filter',
      'showAuthenticationRestrictions',
      'showCredentials',
      'showCustomData',
      'showPrivileges',
    ],
    run: () => ({ fields: { users: [] } }),
  },
  rolesInfo: {
    known: ['showAuthenticationRestrictions', 'showBuiltinRoles', 'showPrivileges'],
    run({ command }) {
      refuse(command, 'rolesInfo', command['showPrivileges'] === 'asUserFragment' ? ['showPrivileges'] : [])
      return { fields: { roles: [] } }
    },
  },
  connectionStatus: {
    known: ['showPrivileges'],
    run: ({ arguments: parsed }) => ({
      fields: {
        authInfo: {
          authenticatedUsers: [],
          authenticatedUserRoles: [],
          ...(parsed.boolean('showPrivileges') ? { authenticatedUserPrivileges: [] } : {}),
        },
      },
    }),
  },
}
