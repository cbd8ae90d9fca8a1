import { problems } from '#shared/contract/problems.ts'
import type { Call, HttpResponse } from '#shared/http/call.ts'
import { type Content, contentOfPacked } from '#shared/http/compression.ts'
import { serializeCookie } from '#shared/http/cookies.ts'
import { errorsOf, type Packed } from '#shared/http/endpoint.ts'
import { whileCold } from '#shared/http/parsing.ts'
import { Problem, problemBody } from '#shared/http/problem.ts'
import { joinHeaders } from '#shared/runtime/limits/rate-limit-headers.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'
import { Outage } from '#shared/runtime/outage.ts'

// [23 no-store] A shared cache would give the answer to the next person who asks.
const PRIVATE = 'private, no-store'
const RETRY_SECONDS = '2'
const OUTAGES = {
  database: 'ServiceUnavailable',
  media: 'MediaUnavailable',
  payments: 'PaymentsUnavailable',
} as const

/** The response for what `handle` returned, checked against the schema that the endpoint declares. */
export function successResponse(call: Call, result: unknown): HttpResponse {
  const { success } = call.endpoint
  const status = call.otherStatus ?? success.status
  if (status !== success.status && status !== success.or?.status) {
    throw new Error(`${status} is not declared`)
  }
  const { headers: ofContent, ...content } = contentOf(call, result)
  const headers: Record<string, string> = {
    'cache-control': success.cacheControl ?? PRIVATE,
    ...(success.body && { 'content-type': success.contentType ?? 'application/json' }),
    ...ofContent,
    ...call.responseHeaders,
    ...call.rateLimits,
  }
  return respond(call, status, headers, content)
}

function contentOf({ endpoint, event }: Call, result: unknown): Content {
  const { body, write, contentType, packed } = endpoint.success
  if (!body) return { body: '' }
  // What it unpacks to was checked against the schema before it was packed.
  if (packed) return contentOfPacked(result as Packed, event.headers)
  if (write) return { body: write(result) }
  // [30 closed] Also keeps anything that no schema names, such as a password hash, from ever leaving.
  const content: unknown = body.parse(result, whileCold())
  if (!contentType) return { body: JSON.stringify(content) }
  if (!(content instanceof Uint8Array)) return { body: String(content) }
  return { body: Buffer.from(content).toString('base64'), isBase64Encoded: true }
}

/** The response for whatever was thrown. Only problems that the endpoint declares leave as they are. */
export function problemResponse(call: Call, error: unknown): HttpResponse {
  const problem = toProblem(call, error)
  const { status } = problems[problem.code]
  call.refusal = problem.code
  const headers: Record<string, string> = {
    'content-type': 'application/problem+json',
    'cache-control': PRIVATE,
    ...(call.endpoint.errors.includes(problem.code) && call.responseHeaders),
    ...joinHeaders(call.rateLimits, problem.headers),
  }
  if (status === 503) headers['retry-after'] ??= RETRY_SECONDS
  return respond(call, status, headers, { body: JSON.stringify(problemBody(problem, call.requestId)) })
}

function respond(call: Call, statusCode: number, headers: Record<string, string>, content: Content) {
  const cookies = call.setCookies.map(serializeCookie)
  return {
    statusCode,
    headers: { 'x-request-id': call.requestId, ...headers },
    ...(cookies.length > 0 && { cookies }),
    ...content,
  }
}

function toProblem(call: Call, error: unknown): Problem {
  const problem = asProblem(error)
  if (problem && (!call.entry.isOpen || errorsOf(call.endpoint).includes(problem.code))) {
    const { status } = problems[problem.code]
    // What is not implemented has not failed.
    if (status >= 500 && status !== 501) log().error('The request failed', { cause: problem.cause })
    if (status === 502) count(problem.code === 'PaymentsUnavailable' ? 'PaymentOutages' : 'MediaOutages')
    if (status === 503) count('DatabaseOutages')
    return problem
  }
  count('InternalErrors')
  log().error(problem ? 'An error that the endpoint does not declare' : 'An unexpected error', { error })
  return new Problem('InternalError', { cause: error })
}

function asProblem(error: unknown): Problem | null {
  if (error instanceof Problem) return error
  if (error instanceof Outage) return new Problem(OUTAGES[error.dependency], { cause: error.cause })
  // Middy gives up a few milliseconds before Lambda would, so that there is an answer at all.
  if (error instanceof Error && error.name === 'TimeoutError') {
    return new Problem('ServiceUnavailable', { cause: error })
  }
  return fromMiddleware(error)
}

// What @middy/http-json-body-parser throws: 415, 422 for broken JSON, 422 for a key that would reach a prototype.
function fromMiddleware(error: unknown): Problem | null {
  if (!(error instanceof Error) || !('statusCode' in error)) return null
  const { cause } = error
  if (typeof cause !== 'object' || cause === null || !('package' in cause) || !('data' in cause)) return null
  if (error.statusCode === 415) return new Problem('UnsupportedMediaType')
  const key = cause.data
  if (key === '__proto__' || key === 'constructor') {
    return new Problem('ValidationFailed', {
      errors: [{ in: 'body', path: key, message: 'is not a field here' }],
    })
  }
  return new Problem('MalformedJson')
}
