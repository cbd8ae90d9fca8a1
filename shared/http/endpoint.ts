import type * as z from 'zod'
import type { ZodMiniType } from 'zod/mini'
import type { ErrorCode, ProblemOptions } from '#shared/contract/problems.ts'
import type { Refusal } from '#shared/contract/refusal.ts'
import type { Caller, SessionTokens, Viewer } from '#shared/contract/viewer.ts'
import type { Idempotency } from '#shared/http/idempotency.ts'
import type { OnlyJson } from '#shared/http/json-only.ts'
import type { Deploy } from '#shared/runtime/deploy.ts'

/** Who may call: `optional` is anyone, with `viewer` if somebody is logged in; `account` is a user or a partner. */
export type Auth = 'public' | 'optional' | 'user' | 'partner' | 'account'
type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE' | 'OPTIONS' | '*'

interface ViewerOf {
  public: { viewer?: never }
  optional: { viewer: Viewer | null }
  user: { viewer: Viewer<'user'> }
  partner: { viewer: Viewer<'partner'> }
  account: { viewer: Viewer }
}

/** Functions without a database describe what they answer with zod/mini, which is a fifth of the code of zod. */
type AnswerSchema = z.ZodType | ZodMiniType

type Parsed<T> = T extends z.ZodType ? z.output<T> : undefined

/** What `handle` is given. */
export type EndpointRequest<A extends Auth, P, Q, B, Code extends ErrorCode> = ViewerOf[A] & {
  params: Parsed<P>
  query: Parsed<Q>
  body: Parsed<B>
  caller: Caller
  /** The path as it was asked for. */
  path: string
  /** The refresh cookie; empty if it came twice. */
  refreshToken: string | undefined
  /** The cookie that says where somebody has logged in before; empty if it came twice. */
  deviceToken: string | undefined
  /** Request headers, names in lower case. */
  headers: Readonly<Record<string, string | undefined>>
  /** The body as it came over the wire, for signatures. */
  rawBody: string
  /** An id for what this request makes; the same one when a request with an Idempotency-Key is repeated. */
  newId: string
  /** Sets both session cookies, or clears them. */
  setSession(tokens: SessionTokens | null): void
  /** Sets the cookie that remembers this browser. */
  setDevice(token: string): void
  /** Adds to the headers of a success and of the problems that are declared in `errors`; names in lower case. */
  setHeaders(headers: Readonly<Record<string, string>>): void
  /** Adds RateLimit headers to the answer, whatever it is. */
  setRateLimits(headers: Readonly<Record<string, string>>): void
  /** Answers with the other success that the declaration has in `or`. */
  setStatus(status: 200 | 202 | 204): void
  /** Ends the request with one of the declared errors: `return fail('ReelNotFound')`. */
  fail(code: Code, options?: ProblemOptions): never
  /** What a domain returned, unless it refused: that ends the request, and must be declared in `errors`. */
  orFail<Result>(result: Result & OnlyRefuses<Result, Code>): Exclude<Result, Refusal>
}

/** Every endpoint that takes input can answer with a fault of it, so that needs no declaration. */
type OnlyRefuses<Result, Code extends ErrorCode> =
  Extract<Result, Refusal> extends Refusal<Code | 'ValidationFailed'> ? unknown : never

/** An answer that was compressed when this was built: in Base64, by coding. */
export interface Packed {
  br?: string
  gzip: string
}

interface Success<O, K> {
  status: 200 | 201 | 202 | 204
  description?: string
  /** Another success, which `handle` chooses by `setStatus`: 200 with the same body, the others without one. */
  or?: { status: 200 | 202 | 204; description: string }
  /** Left out if the answer has no body. */
  body?: O
  /** Set in packages, as code that was made from `body`: the JSON of an answer that fits. Throws for any other. */
  write?: (answer: unknown) => string
  /** Set if the body is not JSON; `handle` then returns a string or bytes. */
  contentType?: `${string}/${string}`
  /**
   * Set if `handle` returns what was compressed when this was built. `body` describes what that unpacks to. No request
   * unpacks it to check it: the generator checks it before it is packed.
   */
  packed?: K
  /** For the document, if the examples of the fields do not add up to a good one. */
  example?: O extends AnswerSchema ? z.input<O> : never
  /** What the answer does to the session cookies. `device`: only the one that remembers the browser is set. */
  cookies?: 'set' | 'cleared' | 'perhaps cleared' | 'device'
  /** Public documents may be cached; everything else is `private, no-store`. */
  cacheControl?: string
}

export interface Endpoint<
  A extends Auth = Auth,
  P extends z.ZodObject | undefined = z.ZodObject | undefined,
  Q extends z.ZodObject | undefined = z.ZodObject | undefined,
  B extends z.ZodType | undefined = z.ZodType | undefined,
  O extends AnswerSchema | undefined = AnswerSchema | undefined,
  Code extends ErrorCode = ErrorCode,
  K extends true | undefined = true | undefined,
> {
  method: Method
  path: `/${string}`
  summary: string
  description?: string
  auth: A
  params?: P
  query?: Q
  body?: B
  success: Success<O, K>
  errors: readonly Code[]
  /** 64 KiB if left out. A longer body must be one long text: what is around it counts up to 64 KiB all the same. */
  maxBodyBytes?: number
  /** Takes its JSON as `text/plain`, too: browsers ask no preflight for it. It must not read cookies. */
  takesText?: true
  /** Takes `Idempotency-Key`, and brings what that needs: other endpoints do not load it. */
  idempotent?: Idempotency
  /** Needs no database: its Lambda is made by `lambdaWithoutDatabase` and carries none. */
  withoutDatabase?: true
  /** The body of a webhook, for the document. Its sender signs it: it is not parsed, and no origin is checked. */
  webhook?: z.ZodType
  /** Who signs the webhook: with whose secret its function is deployed. ImageKit if left out. */
  signedBy?: 'imagekit' | 'stripe'
  /** Reads the refresh cookie instead of the access cookie. */
  refreshes?: true
  /** Not part of the contract: only a page of this API loads it. */
  unlisted?: true
  deploy?: Deploy
  handle(
    request: EndpointRequest<A, P, Q, B, Code>,
  ): Promise<K extends true ? Packed : O extends AnswerSchema ? z.input<O> : void>
}

/**
 * Declares an endpoint once: its Lambda, its route, its operation in the OpenAPI document and its method in the
 * client are made from this. `errors` lists only what `handle` itself can fail with; `errorsOf` adds the rest.
 */
export function defineEndpoint<
  const A extends Auth,
  P extends z.ZodObject | undefined = undefined,
  Q extends z.ZodObject | undefined = undefined,
  B extends z.ZodType | undefined = undefined,
  O extends AnswerSchema | undefined = undefined,
  const Code extends ErrorCode = never,
  K extends true | undefined = undefined,
>(
  endpoint: Endpoint<A, P, Q, B, O, Code, K> & { success: { body?: OnlyJson<O> } },
): Endpoint<A, P, Q, B, O, Code, K> {
  return endpoint
}

const UNSAFE_METHODS = new Set(['POST', 'PUT', 'PATCH', 'DELETE'])

export function isUnsafe(method: string): boolean {
  return UNSAFE_METHODS.has(method)
}

/** Is a request of somebody who is logged in counted as a change? What anybody may ask is none. */
export function countsWrites({ method, auth, refreshes }: Pick<Endpoint, 'method' | 'auth' | 'refreshes'>) {
  return isUnsafe(method) && auth !== 'public' && auth !== 'optional' && !refreshes
}

/** Every code that an endpoint can answer with, declared or implied by the rest of its declaration. */
export function errorsOf(
  endpoint: Pick<
    Endpoint,
    'method' | 'auth' | 'query' | 'body' | 'idempotent' | 'webhook' | 'refreshes' | 'errors'
  >,
): ErrorCode[] {
  const codes = new Set<ErrorCode>(endpoint.errors)
  if (endpoint.auth === 'user' || endpoint.auth === 'partner') codes.add('WrongRole')
  if (endpoint.auth !== 'public' && endpoint.auth !== 'optional') codes.add('NotAuthenticated')
  if (countsWrites(endpoint)) codes.add('TooManyRequests')
  if (endpoint.body || endpoint.query) codes.add('ValidationFailed')
  if (endpoint.body) codes.add('MalformedJson').add('UnsupportedMediaType')
  if (endpoint.body || endpoint.webhook) codes.add('PayloadTooLarge')
  if (endpoint.idempotent) codes.add('ValidationFailed').add('IdempotencyKeyReused').add('RequestInProgress')
  if (isUnsafe(endpoint.method) && !endpoint.webhook) codes.add('OriginNotAllowed')
  codes.add('InternalError').add('ServiceUnavailable')
  return [...codes].sort()
}
