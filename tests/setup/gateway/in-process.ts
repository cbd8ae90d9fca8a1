import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { inject } from 'vitest'
import { gatewayEvent } from '#local/http-api/event.ts'
import { findRoute } from '#local/http-api/routing.ts'
import type { HttpEvent, HttpResponse } from '#shared/http/call.ts'
import { readDeclarations } from '#tooling/contract/declarations.ts'
import { methodsOf } from '#tooling/packaging/functions-yml.ts'

const { endpoints } = await readDeclarations(process.cwd())
const routes = endpoints.flatMap(({ file, endpoint: { method, path } }) =>
  methodsOf(method).map(each => ({ key: each === '*' ? '$default' : `${each} ${path}`, target: file })),
)

export interface InProcessOptions {
  /** The address that the request comes from. The event has none if it is left out. */
  sourceIp?: string | undefined
  /** Replace those of the tests. Read once by each test file, with the first request. */
  settings?: Record<string, string>
  /** Replaces parts of the event, for what `fetch` cannot express. */
  event?: Partial<HttpEvent>
}

/**
 * Turns a request into a gateway event and calls the exported handler in this process, without AWS. For tests that
 * watch the database from inside, or read the answer as the gateway gets it.
 */
export async function callInProcess(
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
  { sourceIp, settings, event: instead }: InProcessOptions = {},
): Promise<HttpResponse> {
  Object.assign(process.env, inject('settings'), settings)
  const url = new URL(input instanceof Request ? input.url : input)
  const method = init.method ?? 'GET'
  const found = findRoute(routes, method, url.pathname)
  if (!found) throw new Error(`No function for ${method} ${url.pathname}`)
  const event = gatewayEvent({
    method,
    target: url.pathname + url.search,
    route: found.route,
    headers: { host: url.host, 'user-agent': 'tests', ...Object.fromEntries(new Headers(init.headers)) },
    ...(typeof init.body === 'string' && { body: init.body }),
    ...(sourceIp !== undefined && { sourceIp }),
  })
  const { handler }: { handler: (event: unknown, context: unknown) => Promise<HttpResponse> } = await import(
    join(process.cwd(), found.target)
  )
  return handler({ ...event, ...instead }, { awsRequestId: randomUUID() })
}

/** `callInProcess` as a `fetch`. */
export function inProcess(options: InProcessOptions): typeof fetch {
  return async (input, init) => {
    const answer = await callInProcess(input, init, options)
    const response = new Response(answer.body === '' ? null : answer.body, {
      status: answer.statusCode,
      headers: answer.headers,
    })
    for (const line of answer.cookies ?? []) response.headers.append('set-cookie', line)
    return response
  }
}

export const fetchInProcess = inProcess({ sourceIp: '127.0.0.1' })
