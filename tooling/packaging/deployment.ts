import { basename, dirname } from 'node:path'
import type { Deploy, Permission } from '#shared/runtime/deploy.ts'
import type { Declarations } from '../contract/declarations.ts'

/** What a function may do beside writing its own log. Each is a statement of IAM in roles.ts. */
export type RolePermission = Permission | 'secrets'

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

// What needs no database reads no secret either.
function permissionsOf(declaration: {
  deploy?: Pick<Deploy, 'permissions'>
  withoutDatabase?: true
}): RolePermission[] {
  const { deploy, withoutDatabase } = declaration
  return [...(deploy?.permissions ?? []), ...(withoutDatabase ? [] : ['secrets' as const])].sort()
}

/** `login-user` or `loginUser` as CloudFormation writes it: `LoginUser`. */
export function pascalCase(name: string): string {
  return name.replace(/(^|-)(\w)/g, (_, _dash, letter: string) => letter.toUpperCase())
}
