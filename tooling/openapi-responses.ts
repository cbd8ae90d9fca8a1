import * as z from 'zod'
import type { ZodOpenApiResponsesObject } from 'zod-openapi'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { errorsOf } from '#shared/http/endpoint.ts'
import { PAGE_LIMIT, shownText } from '#shared/http/fields.ts'
import { type ErrorCode, type Fault, Problem, problemBody, problems } from '#shared/http/problems.ts'

const FaultSchema = z
  .strictObject({
    in: z.enum(['body', 'query', 'path', 'header']),
    path: shownText(500).meta({ description: 'Of the field; empty where the whole is meant' }),
    message: shownText(500).meta({ description: 'Goes on from the name of the field' }),
  })
  .meta({ id: 'Fault', examples: [{ in: 'body', path: 'price.amount', message: 'is not a whole number' }] })

const ErrorCodes = z.enum(Object.keys(problems).sort()).meta({
  id: 'ErrorCode',
  description: [
    '| code | status | what it means | what to do |',
    '|---|---|---|---|',
    ...Object.entries(problems).map(
      ([code, { status, title, advice }]) => `| \`${code}\` | ${status} | ${title} | ${advice} |`,
    ),
  ].join('\n'),
})

/** RFC 9457, with the code of the closed list above. */
export const ProblemSchema = z
  .strictObject({
    type: shownText(100).meta({ description: 'The same for the same code', format: 'uri' }),
    title: shownText(200).meta({ description: 'The same for the same code' }),
    status: z.int32().meta({ format: 'int32', minimum: 400, maximum: 599 }),
    code: ErrorCodes,
    detail: shownText(4_000).meta({ description: 'What happened this time, for people' }),
    requestId: shownText(100).meta({ description: 'The same as in `x-request-id`' }),
    errors: z
      .array(FaultSchema)
      .optional()
      .meta({ description: 'Each fault of the request', maxItems: 1_000 }),
  })
  .meta({ id: 'Problem', description: 'RFC 9457' })

const EXAMPLE_REQUEST_ID = '8f6f1c9e-2f0b-4c8e-9a1d-3f5b7c2d4e6a'

type HeaderName =
  | 'RequestId'
  | 'AllowOrigin'
  | 'RateLimit'
  | 'RateLimitPolicy'
  | 'RateLimitWhereCounted'
  | 'RateLimitPolicyWhereCounted'
  | 'RetryAfter'
  | 'SetCookie'
  | 'ClearCookie'
  | 'ClearOwnCookie'

type Header = {
  description: string
  required: boolean
  schema: { type: 'string'; maxLength: number; pattern: string; examples: string[] }
}

const RATE_LIMIT: Header = {
  description: 'For each limit: `r` attempts are left, and all of them again in `t` seconds',
  required: true,
  schema: { type: 'string', maxLength: 500, pattern: '^".*$', examples: ['"login";r=14;t=900'] },
}

const RATE_LIMIT_POLICY: Header = {
  description: 'For each limit: `q` attempts in `w` seconds',
  required: true,
  schema: { type: 'string', maxLength: 500, pattern: '^".*$', examples: ['"login";q=15;w=900'] },
}

const whereCounted = (header: Header): Header => ({
  ...header,
  description: `Where the attempt was counted. ${header.description}`,
  required: false,
})

/** `components.headers` of the document. */
export const headers: Record<HeaderName, Header> = {
  RequestId: {
    description: 'Names this request in our logs',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^[\\w-]+$', examples: [EXAMPLE_REQUEST_ID] },
  },
  AllowOrigin: {
    description: 'The origin that asks, where the stage allows it',
    required: false,
    schema: { type: 'string', maxLength: 300, pattern: '^https?://', examples: ['https://app.example'] },
  },
  RateLimit: RATE_LIMIT,
  RateLimitPolicy: RATE_LIMIT_POLICY,
  RateLimitWhereCounted: whereCounted(RATE_LIMIT),
  RateLimitPolicyWhereCounted: whereCounted(RATE_LIMIT_POLICY),
  RetryAfter: {
    description: 'Seconds to wait before the next attempt',
    required: true,
    schema: { type: 'string', maxLength: 10, pattern: '^[0-9]+$', examples: ['30'] },
  },
  SetCookie: {
    description: 'Twice: the access cookie for 15 minutes, the refresh cookie for 30 days. HttpOnly',
    required: true,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-|__Secure-)?reels_(access|refresh)=',
      examples: ['__Host-reels_access=eyJhbGciOi…; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure'],
    },
  },
  ClearCookie: {
    description: 'Twice: both cookies are taken back',
    required: true,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-|__Secure-)?reels_(access|refresh)=;',
      examples: ['__Host-reels_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure'],
    },
  },
  ClearOwnCookie: {
    description: 'Where it was the session that asks: both cookies are taken back',
    required: false,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-|__Secure-)?reels_(access|refresh)=;',
      examples: ['__Host-reels_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure'],
    },
  },
}

const wireNames: Record<HeaderName, string> = {
  RequestId: 'x-request-id',
  AllowOrigin: 'Access-Control-Allow-Origin',
  RateLimit: 'RateLimit',
  RateLimitPolicy: 'RateLimit-Policy',
  RateLimitWhereCounted: 'RateLimit',
  RateLimitPolicyWhereCounted: 'RateLimit-Policy',
  RetryAfter: 'Retry-After',
  SetCookie: 'Set-Cookie',
  ClearCookie: 'Set-Cookie',
  ClearOwnCookie: 'Set-Cookie',
}

const EVERYWHERE: HeaderName[] = ['RequestId', 'AllowOrigin']

function referTo(...names: HeaderName[]) {
  return Object.fromEntries(
    [...EVERYWHERE, ...names].map(name => [wireNames[name], { $ref: `#/components/headers/${name}` }]),
  )
}

/** `components.examples`: one for each code, but for the one whose example names a field of its operation. */
export function problemExamples(endpoints: readonly AnyEndpoint[]) {
  const codes = new Set(endpoints.flatMap(errorsOf))
  codes.delete('ValidationFailed')
  return Object.fromEntries([...codes].sort().map(code => [code, problemExample(code)]))
}

function problemExample(code: ErrorCode, errors?: Fault[]) {
  const detail = errors?.map(({ path, message }) => `${path} ${message}`).join('; ')
  const problem = new Problem(code, { ...(detail && { detail }), ...(errors && { errors }) })
  return { summary: problems[code].title, value: problemBody(problem, EXAMPLE_REQUEST_ID) }
}

const cookieHeaders: Record<'set' | 'cleared' | 'perhaps cleared', HeaderName> = {
  set: 'SetCookie',
  cleared: 'ClearCookie',
  'perhaps cleared': 'ClearOwnCookie',
}

/** Every response of an operation: what it succeeds with, and one for each status that it can fail with. */
export function responsesOf(endpoint: AnyEndpoint): ZodOpenApiResponsesObject {
  const { success, summary } = endpoint
  const codes = errorsOf(endpoint)
  const cookies = success.cookies ? [cookieHeaders[success.cookies]] : []
  const contentType = success.contentType?.split(';')[0] ?? 'application/json'
  return {
    [success.status]: {
      description: success.description ?? summary,
      headers: referTo(...(countsAttempts(endpoint) ? LIMITS : []), ...cookies),
      ...(success.body && { content: { [contentType]: { schema: success.body } } }),
    },
    ...problemResponses(endpoint, codes),
  }
}

function problemResponses(endpoint: AnyEndpoint, codes: readonly ErrorCode[]): ZodOpenApiResponsesObject {
  const byStatus = Map.groupBy(codes, code => problems[code].status)
  return Object.fromEntries(
    [...byStatus]
      .sort(([a], [b]) => a - b)
      .map(([status, ofStatus]) => [
        String(status) as `${4 | 5}XX`,
        {
          description: ofStatus.map(code => `\`${code}\`: ${problems[code].title}`).join(' '),
          headers: referTo(...headersOf(endpoint, ofStatus)),
          content: {
            'application/problem+json': {
              // RFC 9457, and of its codes only those that this response can have.
              schema: {
                allOf: [
                  { $ref: '#/components/schemas/Problem' },
                  {
                    type: 'object' as const,
                    properties: { code: { type: 'string' as const, enum: ofStatus } },
                  },
                ],
              },
              examples: Object.fromEntries(ofStatus.map(code => [code, exampleFor(endpoint, code)])),
            },
          },
        },
      ]),
  )
}

const LIMITS: HeaderName[] = ['RateLimit', 'RateLimitPolicy']

// Only these count every attempt; those of whoever is logged in count failures.
function countsAttempts({ auth, errors }: AnyEndpoint): boolean {
  return auth === 'public' && errors.includes('TooManyRequests')
}

function headersOf(endpoint: AnyEndpoint, codes: readonly ErrorCode[]): HeaderName[] {
  if (codes.includes('TooManyRequests')) return [...LIMITS, 'RetryAfter']
  if (codes.includes('ServiceUnavailable') || codes.includes('RequestInProgress')) return ['RetryAfter']
  if (codes.includes('SessionExpired')) return ['ClearCookie']
  // What is declared happens after the attempt was counted; what follows from the rest of a declaration, before.
  const counted = countsAttempts(endpoint) ? codes.filter(code => endpoint.errors.includes(code)) : []
  if (counted.length === 0) return []
  return counted.length === codes.length ? LIMITS : ['RateLimitWhereCounted', 'RateLimitPolicyWhereCounted']
}

function exampleFor(endpoint: AnyEndpoint, code: ErrorCode) {
  if (code !== 'ValidationFailed') return { $ref: `#/components/examples/${code}` }
  return problemExample(code, [exampleFault(endpoint)])
}

/** A fault that this operation can have: a field that it does not know, or a page that is too long. */
function exampleFault({ body, query }: AnyEndpoint): Fault {
  if (body) return { in: 'body', path: 'colour', message: 'is not a field here' }
  if (query) return { in: 'query', path: 'limit', message: `is over ${PAGE_LIMIT.max}` }
  return {
    in: 'header',
    path: 'Idempotency-Key',
    message: 'is not 1 to 255 visible ASCII characters',
  }
}
