import type { Secret } from '#shared/runtime/config.ts'
import { type Deployment, pascalCase, secretsOf } from './deployment.ts'

// The parameters are those of infrastructure/stages.yml. No wildcard: a test refuses it.
const arnOf = (service: string, resource: string) => ({
  'Fn::Sub': `arn:\${AWS::Partition}:${service}:\${AWS::Region}:\${AWS::AccountId}:${resource}`,
})
/** More than this no function of the stage can do, whatever its role says: infrastructure/functions-boundary.yml. */
const BOUNDARY = {
  'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${param:permissionsBoundary}',
}
// From the one address of the stage.
const SEND_MAIL = { Action: 'ses:SendEmail', Resource: arnOf('ses', 'identity/${param:mailIdentity}') }

// The key of AWS itself, `aws/ssm`, which encrypts them, needs no permission.
function readSecrets(secrets: readonly Secret[]) {
  return {
    Action: 'ssm:GetParameters',
    // [132 named] `GetParametersByPath` would need all that is below the path.
    Resource: secrets.map(secret => arnOf('ssm', `parameter\${param:secretsPath}/${secret}`)),
  }
}

/** The logical id of the role that a function has: one for each folder and set of permissions. */
export function roleOf({ folder, permissions }: Pick<Deployment, 'folder' | 'permissions'>): string {
  return `${pascalCase(folder)}${['log', ...permissions].map(pascalCase).join('')}Role`
}

/**
 * The roles of all functions. Each lets its functions write to their own logs, and do what they declare. A role
 * belongs to one folder, because its policy names the logs, and IAM takes 10,240 characters: about sixty logs.
 */
export function rolesOf(deployments: readonly Deployment[]): Record<string, unknown> {
  const byRole = Map.groupBy(deployments, roleOf)
  return Object.fromEntries(
    [...byRole].sort(([a], [b]) => a.localeCompare(b)).map(([id, functions]) => [id, roleFor(functions)]),
  )
}

function roleFor(functions: readonly Deployment[]) {
  const logs = functions.map(({ name }) => ({ 'Fn::GetAtt': [`${pascalCase(name)}LogGroup`, 'Arn'] }))
  const permissions = functions[0]?.permissions ?? []
  const secrets = secretsOf(permissions)
  return {
    Type: 'AWS::IAM::Role',
    Properties: {
      // [131 boundary] The pipeline may create only roles that have it (infrastructure/deploy-role.yml).
      PermissionsBoundary: BOUNDARY,
      AssumeRolePolicyDocument: {
        Version: '2012-10-17',
        Statement: [
          { Effect: 'Allow', Principal: { Service: 'lambda.amazonaws.com' }, Action: 'sts:AssumeRole' },
        ],
      },
      Policies: [
        // The log groups themselves are made by the stack, with their retention.
        policy('log', { Action: ['logs:CreateLogStream', 'logs:PutLogEvents'], Resource: logs }),
        ...(permissions.includes('mail') ? [policy('mail', SEND_MAIL)] : []),
        ...(secrets.length > 0 ? [policy('secrets', readSecrets(secrets))] : []),
      ],
    },
  }
}

function policy(name: string, statement: { Action: unknown; Resource: unknown }) {
  return {
    PolicyName: name,
    PolicyDocument: { Version: '2012-10-17', Statement: [{ Effect: 'Allow', ...statement }] },
  }
}
