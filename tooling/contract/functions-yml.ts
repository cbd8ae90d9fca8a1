import { stringify } from 'yaml'
import { JOB_SECONDS } from '#shared/runtime/jobs/job.ts'
import { type Declarations, routesOf } from './declarations.ts'

const HEADER = '# Made from functions/ by `npm run generate`.\n'

/** The `functions` of serverless.yml. */
export function functionsYml(declarations: Declarations): string {
  const functions: Record<string, unknown> = {}
  for (const { name, file, endpoint } of declarations.endpoints) {
    const { method, path, memoryMegabytes, withoutDatabase, busy } = endpoint
    const share = busy ? 'Busy' : 'Usual'
    functions[name] = {
      handler: handlerOf(file),
      description: endpoint.summary,
      role: roleOf(endpoint),
      ...(memoryMegabytes && { memorySize: memoryMegabytes }),
      ...(!withoutDatabase && { reservedConcurrency: `\${param:concurrency${share}, null}` }),
      events: [{ httpApi: method === '*' ? '*' : { method, path } }],
    }
  }
  for (const { name, file, job } of declarations.jobs) {
    functions[name] = {
      handler: handlerOf(file),
      description: job.summary,
      role: roleOf(job),
      timeout: JOB_SECONDS,
      reservedConcurrency: '${param:concurrencyJob, null}',
      events: [{ schedule: { rate: [job.schedule], enabled: '${strToBool(${param:scheduledJobs})}' } }],
    }
  }
  return HEADER + stringify(functions)
}

/** The methods of each path, which the answer 405 is made from. */
export function routesJson(declarations: Declarations): string {
  const routes: Record<string, string[]> = {}
  for (const { endpoint } of routesOf(declarations)) {
    routes[endpoint.path] = [...(routes[endpoint.path] ?? []), endpoint.method].sort()
  }
  return `${JSON.stringify(routes, null, 2)}\n`
}

/** The roles are in infrastructure/roles.yml. */
export function roleOf({ sendsMail }: { sendsMail?: true }): 'MailRole' | 'ApiRole' {
  return sendsMail ? 'MailRole' : 'ApiRole'
}

function handlerOf(file: string): string {
  return file.replace(/\.ts$/, '.handler')
}
