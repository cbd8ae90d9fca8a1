import { globSync, readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { SECRETS, type Secret } from '#shared/runtime/config.ts'
import { readImports } from '../checks/import-graph.ts'
import { readDeclarations } from '../contract/declarations.ts'
import { deploymentsOf, secretsOf } from './deployment.ts'
import { roleOf, rolesOf } from './roles.ts'

const declarations = await readDeclarations(process.cwd())
const deployments = deploymentsOf(declarations)
const roles = rolesOf(deployments)

/** What the code of a secret looks like where it is used. */
const USES: Record<Secret, RegExp> = {
  MONGODB_URI: /\bdatabase\.uri\b/,
  SESSION_KEYS: /config\(\)\.sessions\b/,
  IMAGEKIT_PRIVATE_KEY:
    /\bnew ImageKit\(|\bmedia\.privateKey\b|\bprivateKey\b[^}\n]*\} = config\(\)\.media\b/,
  IMAGEKIT_WEBHOOK_SECRET: /media\.webhookSecret\b/,
  STRIPE_SECRET_KEY: /\bnew Stripe\(/,
  STRIPE_WEBHOOK_SECRETS: /stripe\.webhookSecrets\b/,
}

// Every function with a database has this one, and with it the whole of the sessions. What it uses of them follows from
// the declaration: nothing at all if login plays no part.
const STACK = 'shared/http/lambda.ts'
const importsOf = Map.groupBy(
  readImports(process.cwd()).filter(({ typeOnly, from }) => !typeOnly && from !== STACK),
  ({ from }) => from,
)
const sources = globSync('{domains,shared}/**/*.ts').filter(file => !file.endsWith('.test.ts'))

/** The secrets that a file or anything that it imports uses. */
function usedBy(file: string): Set<Secret> {
  const reached = new Set([file])
  for (const each of reached) for (const { to } of importsOf.get(each) ?? []) reached.add(to)
  const code = sources.filter(source => reached.has(source)).map(source => readFileSync(source, 'utf8'))
  return new Set(SECRETS.filter(secret => code.some(text => USES[secret].test(text))))
}

/** The last parts of the names of the parameters that a role may read. */
function readableBy(role: unknown): string[] {
  const text = JSON.stringify(role)
  if (/"ssm:(?!GetParameters")/.test(text)) return ['more than single parameters']
  return [...text.matchAll(/parameter([^"]*)"/g)].map(([, name = '']) =>
    name.replace('${param:secretsPath}/', ''),
  )
}

describe('the secrets of a function', () => {
  it('[132] can be read only by functions that use them', ({ task }) => {
    const readers: Record<string, string[]> = {}
    for (const { name, file, permissions } of deployments) {
      const readable = readableBy(roles[roleOf({ folder: folderOf(file), permissions })])
      expect(readable.sort(), name).toEqual(secretsOf(permissions).sort())
      const used: Set<string> = usedBy(file)
      const endpoint = declarations.endpoints.find(each => each.name === name)?.endpoint
      // The stack connects, and reads the access cookie.
      if (!endpoint?.withoutDatabase) used.add('MONGODB_URI')
      if (endpoint && endpoint.auth !== 'public') used.add('SESSION_KEYS')
      expect(readable, name).toEqual([...used].sort())
      for (const secret of readable) readers[secret] = [...(readers[secret] ?? []), name]
    }
    expect(readers['IMAGEKIT_WEBHOOK_SECRET']).toEqual(['receiveImagekitEvent'])
    expect(readers['STRIPE_WEBHOOK_SECRETS']).toEqual(['receiveStripeEvent'])
    expect(Object.values(readers).flat()).not.toContain('getConfig')
    task.meta.seen = Object.entries(readers)
      .map(([secret, names]) => `${secret}: ${names.length} of ${deployments.length}`)
      .join(', ')
  })

  it('[132] are named one by one in its environment', () => {
    for (const secret of SECRETS) expect(USES[secret]).toBeInstanceOf(RegExp)
    const getMe = deployments.find(({ name }) => name === 'getMe')
    expect(secretsOf(getMe?.permissions ?? [])).toEqual(['MONGODB_URI', 'SESSION_KEYS'])
  })
})

describe('the role of a function', () => {
  it('[131] has the boundary that the pipeline may not leave out', () => {
    expect(Object.keys(roles).length).toBeGreaterThan(3)
    for (const [id, role] of Object.entries(roles)) {
      expect(role, id).toMatchObject({
        Properties: {
          PermissionsBoundary: {
            'Fn::Sub': 'arn:${AWS::Partition}:iam::${AWS::AccountId}:policy/${param:permissionsBoundary}',
          },
        },
      })
    }
  })
})

function folderOf(file: string): string {
  return file.split('/').at(-2) ?? ''
}
