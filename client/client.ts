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
  signal?: AbortSignal
}

interface Input {
  params?: Record<string, string>
  query?: Record<string, string | number | undefined>
  body?: unknown
  idempotencyKey?: string
}

// Calls that are about the session itself are not repeated after a refresh.
const SESSION_CALLS = new Set<string>(['refreshSession', 'logout', 'loginUser', 'loginPartner'])

/**
 * A method for each operation of the API. Sends and takes cookies; where the access cookie has expired it
 * refreshes the session once, for all calls under way together, and repeats the call.
 * @throws what `fetch` throws, where there is no answer at all
 */
export function createClient({ baseUrl, fetch: send = globalThis.fetch }: ClientOptions): Client {
  let refreshing: Promise<boolean> | undefined

  const refresh = () => {
    refreshing ??= request('refreshSession')
      .then(response => response.ok)
      .finally(() => {
        refreshing = undefined
      })
    return refreshing
  }

  const request = (name: OperationName, input: Input = {}, options: CallOptions = {}) => {
    const [method, template] = routes[name]
    const path = template.replace(/\{(\w+)\}/g, (_, key: string) =>
      encodeURIComponent(input.params?.[key] ?? ''),
    )
    // By hand, because the URLs of React Native cannot be changed.
    const query = Object.entries(input.query ?? {})
      .flatMap(([key, value]) => (value === undefined ? [] : `${key}=${encodeURIComponent(value)}`))
      .join('&')
    const url = baseUrl.replace(/\/$/, '') + path + (query && `?${query}`)
    const headers: Record<string, string> = {}
    if (input.body !== undefined) headers['content-type'] = 'application/json'
    if (input.idempotencyKey !== undefined) headers['idempotency-key'] = input.idempotencyKey
    return send(url, {
      method,
      headers,
      credentials: 'include',
      ...(input.body !== undefined && { body: JSON.stringify(input.body) }),
      ...(options.signal && { signal: options.signal }),
    })
  }

  const call = async (name: OperationName, input?: Input, options?: CallOptions) => {
    let answer = await read(await request(name, input, options))
    // Not after a wrong password, which is a 401 too: asked again, it would count as another attempt.
    if (needsLogin(answer.content) && !SESSION_CALLS.has(name) && (await refresh())) {
      answer = await read(await request(name, input, options))
    }
    const { ok, status, content } = answer
    return ok ? { ok, status, data: content } : { ok, status, problem: content }
  }

  const methods = Object.keys(routes).map(name => [
    name,
    (input?: Input, options?: CallOptions) => call(name as OperationName, input, options),
  ])
  // The one place where the types of the contract meet what comes over the wire.
  return Object.fromEntries(methods) as Client
}

async function read(response: Response): Promise<{ ok: boolean; status: number; content: unknown }> {
  const { ok, status } = response
  const text = await response.text()
  return { ok, status, content: text === '' ? undefined : JSON.parse(text) }
}

function needsLogin(content: unknown): boolean {
  return (
    typeof content === 'object' &&
    content !== null &&
    'code' in content &&
    content.code === 'NotAuthenticated'
  )
}
