import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { HttpEvent, HttpResponse } from '#shared/http/call.ts'
import { contractOf, type DeclaredEndpoint, readDeclarations } from '../../tooling/declarations.ts'

const contract = contractOf(await readDeclarations(process.cwd()))

/**
 * A `fetch` that turns a request into a gateway event and calls the exported handler in this process: what
 * production runs, less AWS, where a test wants to watch the database from inside.
 */
export const fetchInProcess: typeof fetch = async (input, init) => {
  Object.assign(process.env, inject('settings'))
  const url = new URL(input instanceof Request ? input.url : input)
  const method = init?.method ?? 'GET'
  const [declared, pathParameters] = route(method, url.pathname)
  const headers = Object.fromEntries(new Headers(init?.headers))
  const { cookie, ...others } = headers
  const event: HttpEvent = {
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: { host: url.host, ...others },
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    pathParameters,
    ...(typeof init?.body === 'string' && { body: init.body }),
    isBase64Encoded: false,
    requestContext: { http: { method, sourceIp: '127.0.0.1', userAgent: 'tests' } },
  }
  const { handler }: { handler: (event: unknown, context: unknown) => Promise<HttpResponse> } = await import(
    join(process.cwd(), declared.file)
  )
  const answer = await handler({ version: '2.0', ...event }, { awsRequestId: randomUUID() })
  const response = new Response(answer.body === '' ? null : answer.body, {
    status: answer.statusCode,
    headers: answer.headers,
  })
  for (const line of answer.cookies ?? []) response.headers.append('set-cookie', line)
  return response
}

function route(method: string, path: string): [DeclaredEndpoint, Record<string, string>] {
  const candidates = contract.flatMap(declared => {
    const names: string[] = []
    const pattern = declared.endpoint.path.replace(/\{(\w+)\}/g, (_, name: string) => {
      names.push(name)
      return '([^/]+)'
    })
    const match = new RegExp(`^${pattern}$`).exec(path)
    if (!match || declared.endpoint.method !== method) return []
    const parameters = Object.fromEntries(names.map((name, index) => [name, match[index + 1] ?? '']))
    return [[declared, parameters] as [DeclaredEndpoint, Record<string, string>]]
  })
  // A literal path goes before one with a parameter, as at the gateway.
  const [first] = candidates.sort(([, a], [, b]) => Object.keys(a).length - Object.keys(b).length)
  if (!first) throw new Error(`No function for ${method} ${path}`)
  return first
}
