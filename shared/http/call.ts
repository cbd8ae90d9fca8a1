import type { Context } from 'aws-lambda'
import type { ErrorCode } from '#shared/contract/problems.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { type Cookie, cookieNames, deviceCookie, parseCookies, sessionCookies } from '#shared/http/cookies.ts'
import type { Endpoint, EndpointRequest } from '#shared/http/endpoint.ts'
import { type Entry, entryOf, networkOf } from '#shared/http/entry.ts'
import { Problem, problemOf } from '#shared/http/problem.ts'
import { joinHeaders } from '#shared/runtime/limits/rate-limit-headers.ts'
import { type TimeSpent, timeSpent } from '#shared/runtime/time-spent.ts'

/** A declaration with its types erased, as the stack and the generator see every endpoint. */
export interface AnyEndpoint extends Omit<Endpoint, 'errors' | 'handle'> {
  errors: readonly ErrorCode[]
  // A method, and not a field: whatever request an endpoint declares is then taken for one of these.
  handle(request: AnyRequest): Promise<unknown>
}

/** What every `handle` is given, whatever of it its endpoint declares. */
export interface AnyRequest
  extends Omit<
    EndpointRequest<'optional', undefined, undefined, undefined, ErrorCode>,
    'viewer' | 'orFail' | keyof Call['input']
  > {
  viewer?: Viewer | null
  params: unknown
  query: unknown
  body: unknown
  orFail(result: unknown): unknown
}

/** The parts of an API Gateway HTTP API event (payload 2.0) that are read. */
export interface HttpEvent {
  rawPath: string
  rawQueryString?: string
  headers: Record<string, string | undefined>
  cookies?: string[]
  pathParameters?: Record<string, string | undefined>
  body?: unknown
  isBase64Encoded?: boolean
  requestContext: { requestId?: string; http: { method: string; sourceIp?: string; userAgent?: string } }
}

export interface HttpResponse {
  statusCode: number
  headers: Record<string, string>
  cookies?: string[]
  body: string
  /** The body is bytes, which the gateway decodes. */
  isBase64Encoded?: true
}

/** One request on its way through the stack: each step reads what those before it found. */
export interface Call {
  endpoint: AnyEndpoint
  event: HttpEvent
  entry: Entry
  requestId: string
  startedAt: number
  spentBefore: TimeSpent
  /** The body as it came over the wire. Empty until it has been read. */
  rawBody: string
  isUtf8: boolean
  cookies: ReadonlyMap<string, string>
  viewer: Viewer | null
  input: { params: unknown; query: unknown; body: unknown }
  setCookies: Cookie[]
  /** RateLimit headers of what was counted so far. */
  rateLimits: Record<string, string>
  responseHeaders: Record<string, string>
  /** The status of a success, if it is not the usual one. */
  otherStatus: number | null
  /** Why it was refused or has failed; null if it succeeded. */
  refusal: ErrorCode | null
}

export function startCall(endpoint: AnyEndpoint, event: HttpEvent, context: Context): Call {
  return {
    endpoint,
    event,
    entry: entryOf(event),
    // serverless-offline gives every request the same requestContext.requestId; this one is unique everywhere.
    requestId: context.awsRequestId,
    startedAt: performance.now(),
    spentBefore: timeSpent(),
    rawBody: '',
    isUtf8: true,
    cookies: parseCookies(event.cookies),
    viewer: null,
    input: { params: undefined, query: undefined, body: undefined },
    setCookies: [],
    rateLimits: {},
    responseHeaders: {},
    otherStatus: null,
    refusal: null,
  }
}

/** What `handle` is given. `newId` is 24 hex characters. */
export function requestFor(call: Call, newId: string): AnyRequest {
  const { http } = call.event.requestContext
  return {
    ...call.input,
    viewer: call.viewer,
    caller: {
      ip: call.entry.address,
      network: networkOf(call.entry.address),
      userAgent: http.userAgent ?? call.event.headers['user-agent'] ?? null,
    },
    path: call.event.rawPath,
    refreshToken: call.cookies.get(cookieNames().refresh),
    deviceToken: call.cookies.get(cookieNames().device),
    headers: call.event.headers,
    rawBody: call.rawBody,
    newId,
    setSession: tokens => {
      call.setCookies.push(...sessionCookies(tokens))
    },
    setDevice: token => {
      call.setCookies.push(deviceCookie(token))
    },
    setHeaders: headers => {
      Object.assign(call.responseHeaders, headers)
    },
    setStatus: status => {
      call.otherStatus = status
    },
    setRateLimits: headers => {
      call.rateLimits = joinHeaders(call.rateLimits, headers)
    },
    fail: (code, options) => {
      throw new Problem(code, options)
    },
    orFail: result => {
      if (isRefusal(result)) throw problemOf(result)
      return result
    },
  }
}
