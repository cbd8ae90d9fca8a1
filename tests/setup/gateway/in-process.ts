import { randomUUID } from 'node:crypto'
import { join } from 'node:path'
import { inject } from 'vitest'
import type { HttpEvent, HttpResponse } from '#shared/http/call.ts'
import {
  contractOf,
  type DeclaredEndpoint,
  readDeclarations,
} from '../../../tooling/contract/declarations.ts'

const declarations = await readDeclarations(process.cwd())
const contract = contractOf(declarations)
/** What answers a preflight for every path. */
const preflight = declarations.endpoints.find(({ endpoint }) => endpoint.method === 'OPTIONS')

export interface InProcessOptions {
  /** The address that the gateway says the request comes from; none where it says nothing. */
  sourceIp?: string | undefined
  /** Over the settings of the tests. Read once by each test file, with the first request. */
  settings?: Record<string, string>
  /** What the event holds instead, for what `fetch` cannot say. */
  event?: Partial<HttpEvent>
}

/**
 * Turns a request into a gateway event and calls the exported handler in this process: what production runs,
 * less AWS, where a test wants to watch the database from inside, or the answer as the gateway gets it.
 */
export async function callInProcess(
  input: Parameters<typeof fetch>[0],
  init: RequestInit = {},
  { sourceIp, settings, event: instead }: InProcessOptions = {},
): Promise<HttpResponse> {
  Object.assign(process.env, inject('settings'), settings)
  const url = new URL(input instanceof Request ? input.url : input)
  const method = init.method ?? 'GET'
  const [declared, pathParameters] = route(method, url.pathname)
  const headers = Object.fromEntries(new Headers(init.headers))
  const { cookie, ...others } = headers
  const event: HttpEvent = {
    rawPath: url.pathname,
    rawQueryString: url.search.slice(1),
    headers: { host: url.host, ...others },
    ...(cookie !== undefined && { cookies: cookie.split('; ') }),
    pathParameters,
    ...(typeof init.body === 'string' && { body: init.body }),
    isBase64Encoded: false,
    requestContext: { http: { method, ...(sourceIp !== undefined && { sourceIp }), userAgent: 'tests' } },
  }
  const { handler }: { handler: (event: unknown, context: unknown) => Promise<HttpResponse> } = await import(
    join(process.cwd(), declared.file)
  )
  return handler({ version: '2.0', ...event, ...instead }, { awsRequestId: randomUUID() })
}

/** The same as a `fetch`. */
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

function route(method: string, path: string): [DeclaredEndpoint, Record<string, string>] {
  if (method === 'OPTIONS' && preflight) return [preflight, { proxy: path.slice(1) }]
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
