import { basename, dirname } from 'node:path'
import type { Auth, Endpoint } from '#shared/http/endpoint.ts'
import type { Secret } from '#shared/runtime/config.ts'
import type { Deploy, Permission } from '#shared/runtime/deploy.ts'
import type { Declarations } from '../contract/declarations.ts'

/** What a function may do beside writing its own log: a part of the name of its role. */
export type RolePermission = Permission | 'database' | 'stripe-webhook' | 'webhook'

/** The secret that comes with a permission. */
const SECRET_OF: Partial<Record<RolePermission, Secret>> = {
  database: 'MONGODB_URI',
  sessions: 'SESSION_KEYS',
  media: 'IMAGEKIT_PRIVATE_KEY',
  signing: 'IMAGEKIT_PRIVATE_KEY',
  webhook: 'IMAGEKIT_WEBHOOK_SECRET',
  payments: 'STRIPE_SECRET_KEY',
  'stripe-webhook': 'STRIPE_WEBHOOK_SECRETS',
}

/** The secrets that a function with these permissions can read. */
export function secretsOf(permissions: readonly RolePermission[]): Secret[] {
  return permissions.flatMap(permission => SECRET_OF[permission] ?? [])
}

/** How many of the database's connections a function may take: see shares.ts. */
export type Share = 'busy' | 'job' | 'rare' | 'usual'

/** How one endpoint or job is deployed. */
export interface Deployment {
  name: string
  file: string
  /** The folder below `functions/`: the functions of one folder share a stack. */
  folder: string
  /** In alphabetical order. */
  permissions: readonly RolePermission[]
  /** Null if the function does not connect to the database. */
  share: Share | null
  /** The schedule of a job; null for an endpoint. */
  schedule: string | null
}

/** How everything that is declared is deployed, in the order of the declarations. */
export function deploymentsOf({ endpoints, jobs }: Declarations): Deployment[] {
  return [
    ...endpoints.map(
      ({ name, file, endpoint }): Deployment => ({
        name,
        file,
        folder: basename(dirname(file)),
        permissions: permissionsOf(endpoint),
        share: endpoint.withoutDatabase ? null : (endpoint.deploy?.share ?? 'usual'),
        schedule: null,
      }),
    ),
    ...jobs.map(
      ({ name, file, job }): Deployment => ({
        name,
        file,
        folder: basename(dirname(file)),
        permissions: permissionsOf(job),
        share: 'job',
        schedule: job.schedule,
      }),
    ),
  ]
}

// [132 needed] Each function gets the secrets that it uses, and no other one.
function permissionsOf(declaration: Declared): RolePermission[] {
  const { deploy, withoutDatabase, webhook, signedBy } = declaration
  const needed: RolePermission[] = [...(deploy?.permissions ?? [])]
  if (!withoutDatabase) needed.push('database')
  if (usesSessionKeys(declaration)) needed.push('sessions')
  if (webhook) needed.push(signedBy === 'stripe' ? 'stripe-webhook' : 'webhook')
  return needed.sort()
}

interface Declared extends Partial<Pick<Endpoint, 'refreshes' | 'signedBy' | 'webhook' | 'withoutDatabase'>> {
  /** A job has none. */
  auth?: Auth
  success?: Pick<Endpoint['success'], 'cookies'>
  deploy?: Pick<Deploy, 'permissions'>
}

// They sign access tokens, refresh secrets and cursors. A list whose reader is not known has no cursors.
function usesSessionKeys({ auth, refreshes, success }: Declared): boolean {
  if (auth === undefined) return false
  return auth !== 'public' || refreshes === true || success?.cookies !== undefined
}

/** `login-user` or `loginUser` as CloudFormation writes it: `LoginUser`. */
export function pascalCase(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())
}
