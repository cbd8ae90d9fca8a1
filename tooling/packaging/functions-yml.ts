import { stringify } from 'yaml'
import type { Deploy } from '#shared/runtime/deploy.ts'
import { JOB_SECONDS } from '#shared/runtime/jobs/job.ts'
import { type Declarations, routesOf } from '../contract/declarations.ts'
import { type Deployment, deploymentsOf, secretsOf } from './deployment.ts'
import { roleOf } from './roles.ts'

const HEADER = '# Made from functions/ by `npm run generate`.\n'

/** The `functions` of serverless.yml. */
export function functionsYml(declarations: Declarations): string {
  const deployments = new Map(deploymentsOf(declarations).map(each => [each.name, deploymentPart(each)]))
  const functions: Record<string, unknown> = {}
  for (const { name, endpoint } of declarations.endpoints) {
    const { method, path, deploy } = endpoint
    functions[name] = {
      description: endpoint.summary,
      ...deployments.get(name),
      ...memoryOf(deploy),
      events:
        method === '*'
          ? [{ httpApi: '*' }]
          : methodsOf(method).map(each => ({ httpApi: { method: each, path } })),
    }
  }
  for (const { name, job } of declarations.jobs) {
    functions[name] = {
      description: job.summary,
      ...deployments.get(name),
      ...memoryOf(job.deploy),
      timeout: JOB_SECONDS,
      events: [{ schedule: { rate: [job.schedule], enabled: '${strToBool(${param:scheduledJobs})}' } }],
    }
  }
  return HEADER + stringify(functions)
}

function deploymentPart(deployment: Deployment) {
  const { file, share, permissions } = deployment
  const secrets = secretsOf(permissions)
  return {
    handler: file.replace(/\.ts$/, '.handler'),
    role: roleOf(deployment),
    ...(secrets.length > 0 && {
      environment: { SECRETS_PATH: '${param:secretsPath}', SECRETS: secrets.join(',') },
    }),
    ...(share && {
      reservedConcurrency: `\${file(./generated/concurrency.yml):\${sls:stage}.${share}, null}`,
    }),
  }
}

function memoryOf(deploy?: Pick<Deploy, 'memoryMegabytes'>) {
  return deploy?.memoryMegabytes ? { memorySize: deploy.memoryMegabytes } : {}
}

/** An HTTP API gives HEAD to no route of GET (RFC 9110, 9.1: what has GET has HEAD). */
export function methodsOf(method: string): string[] {
  return method === 'GET' ? ['GET', 'HEAD'] : [method]
}

/** The methods of each path, which the answer 405 is made from. */
export function routesJson(declarations: Declarations): string {
  const routes: Record<string, string[]> = {}
  for (const { endpoint } of routesOf(declarations)) {
    routes[endpoint.path] = [...(routes[endpoint.path] ?? []), ...methodsOf(endpoint.method)].sort()
  }
  return `${JSON.stringify(routes, null, 2)}\n`
}
