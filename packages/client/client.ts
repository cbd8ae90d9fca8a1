import { type Operations, type Problem, routes } from './operations.ts'
import { parseJson } from './parse-json.ts'

export type OperationName = keyof Operations

/** The result of an operation: its output, or a problem with one of its own codes. */
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
  /** The address of the API, such as `https://api.example`. */
  baseUrl: string
  /** Used instead of the global `fetch`. */
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
  problem?: Problem
}

/**
 * A method for each operation of the API. Sends and takes cookies. If the access cookie has expired, the session is
 * refreshed once for all calls under way, and each call is repeated.
 * @throws what `fetch` throws, and TypeError if the answer is not from the API but from a gateway or proxy on the way
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
    let url =
      baseUrl.replace(/\/$/, '') +
      path.replace(/\{(\w+)\}/g, (_, key: string) => encodeURIComponent(params?.[key] ?? ''))
    // Written by hand because a URL of React Native cannot be changed.
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
    const { ok, status } = response
    const content = parseJson(text)
    if (ok ? content || !text : content?.code) return { ok, status, [ok ? 'data' : 'problem']: content }
    throw new TypeError(`The API did not answer (${status})`)
  }

  // The one place where the types of the contract meet what comes over the wire.
  const methods = {} as Client & Record<string, unknown>
  const paths = ['']
  for (const line of routes.split('\n')) {
    const [segment = ''] = line.trim().split(' ')
    const depth = line.indexOf(segment)
    const path = `${paths[depth]}/${segment}`
    paths[depth + 1] = path
    for (const [, method = '', name = ''] of line.matchAll(/([A-Z]+) (\w+)/g)) {
      methods[name] = async (...input: [Input?, CallOptions?]) => {
        const before = refreshed
        const answer = await request(method, path, ...input)
        // A wrong password is a 401 too. It must not be repeated: that would count as another attempt.
        if (answer.problem?.code !== 'NotAuthenticated') return answer
        // If a refresh has begun since this call was sent, or was still under way then, it serves this call too.
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
