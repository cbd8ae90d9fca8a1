import { stringify } from 'yaml'
import { JOB_SECONDS } from '#shared/job.ts'
import { type Declarations, routesOf } from './declarations.ts'

const HEADER = '# Made from functions/ by `npm run generate`.\n'

/** The `functions` of serverless.yml. */
export function functionsYml(declarations: Declarations): string {
  const functions: Record<string, unknown> = {}
  for (const { name, file, endpoint } of declarations.endpoints) {
    const { method, path, memoryMegabytes } = endpoint
    functions[name] = {
      handler: handlerOf(file),
      description: endpoint.summary,
      ...(memoryMegabytes && { memorySize: memoryMegabytes }),
      events: [{ httpApi: method === '*' ? '*' : { method, path } }],
    }
  }
  for (const { name, file, job } of declarations.jobs) {
    functions[name] = {
      handler: handlerOf(file),
      description: job.summary,
      timeout: JOB_SECONDS,
      events: [
        { schedule: { rate: [job.schedule], enabled: "${strToBool(${env:SCHEDULED_JOBS, 'true'})}" } },
      ],
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

function handlerOf(file: string): string {
  return file.replace(/\.ts$/, '.handler')
}
