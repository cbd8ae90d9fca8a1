import { type Operations, type Problem, routes } from './operations.ts'

export type OperationName = keyof Operations

/** What an operation ended with: its output, or a problem with one of its own codes. */
export type Result<Name extends OperationName> =
  | { ok: true; status: number; data: Operations[Name]['output'] }
  | { ok: false; status: number; problem: Problem & { code: Operations[Name]['error'] } }

type Arguments<Name extends OperationName> = Operations[Name]['input'] extends undefined
  ? [input?: undefined, options?: CallOptions]
  : Record<string, never> extends Operations[Name]['input']
    ? [input?: Operations[Name]['input'], options?: CallOptions]
    : [input: Operations[Name]['input'], options?: CallOptions]

export type Client = { [Name in OperationName]: (...args: Arguments<Name>) => Promise<Result<Name>> }

export interface ClientOptions {
  /** Where the API is, such as `https://api.example`. */
  baseUrl: string
  /** Another `fetch` than the global one. */
  fetch?: typeof fetch
}

export interface CallOptions {
  signal?: AbortSignal | null
}

interface Input {
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: object
  idempotencyKey?: string
}

interface Answer {
  ok: boolean
  status: number
  problem?: { code?: unknown }
}

/**
 * A method for each operation of the API. Sends and takes cookies; where the access cookie has expired it
 * refreshes the session once, for all calls under way together, and repeats the call.
 * @throws what `fetch` throws, where there is no answer at all
 */
export function createClient({ baseUrl, fetch: send = globalThis.fetch }: ClientOptions): Client {
  let refreshing: Promise<Answer> | undefined
  let refreshed: typeof refreshing

  const request = async (
    method: string,
    path: string,
    { params, query = {}, body, idempotencyKey }: Input = {},
    options?: CallOptions,
  ): Promise<Answer> => {
    let url = baseUrl.replace(/\/$/, '')
    url += path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params?.[key] ?? ''))
    // By hand, because the URLs of React Native cannot be changed.
    let separator = '?'
    for (const key in query) {
      const value = query[key]
      if (value === undefined) continue
      url += `${separator}${key}=${encodeURIComponent(value)}`
      separator = '&'
    }
    const response = await send(url, {
      ...options,
      method,
      headers: {
        ...(body && { 'content-type': 'application/json' }),
        ...(idempotencyKey !== undefined && { 'idempotency-key': idempotencyKey }),
      },
      credentials: 'include',
      body: JSON.stringify(body),
    })
    const text = await response.text()
    const content = text ? JSON.parse(text) : undefined
    return { ok: response.ok, status: response.status, [response.ok ? 'data' : 'problem']: content }
  }

  // The one place where the types of the contract meet what comes over the wire.
  const methods = {} as Client & Record<string, unknown>
  const paths = ['']
  for (const line of routes.split('\n')) {
    const depth = line.search(/\S/)
    const [segment] = line.trim().split(' ')
    const path = `${paths[depth]}/${segment}`
    paths[depth + 1] = path
    for (const [, method = '', name = ''] of line.matchAll(/([A-Z]+) (\w+)/g)) {
      methods[name] = async (...input: [Input?, CallOptions?]) => {
        const before = refreshed
        const answer = await request(method, path, ...input)
        // Not after a wrong password, which is a 401 too: asked again, it would count as another attempt.
        if (answer.problem?.code !== 'NotAuthenticated') return answer
        // Where one has begun since, or was still under way then, this call is too late for one of its own.
        if (refreshing === before) {
          refreshing = request('POST', '/auth/refresh').finally(() => {
            refreshed = refreshing
          })
        }
        return (await refreshing)?.ok ? request(method, path, ...input) : answer
      }
    }
  }
  return methods
}
