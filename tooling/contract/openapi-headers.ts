import type { ErrorCode } from '#shared/contract/problems.ts'
import type { AnyEndpoint } from '#shared/http/call.ts'
import { countsWrites } from '#shared/http/endpoint.ts'

export const EXAMPLE_REQUEST_ID = '8f6f1c9e-2f0b-4c8e-9a1d-3f5b7c2d4e6a'

type HeaderName =
  | 'RequestId'
  | 'AllowOrigin'
  | 'RateLimit'
  | 'RateLimitPolicy'
  | 'RateLimitWhereCounted'
  | 'RateLimitPolicyWhereCounted'
  | 'RetryAfter'
  | 'RetryAfterInProgress'
  | 'SetCookie'
  | 'ClearCookie'
  | 'ClearOwnCookie'
  | 'DeviceCookie'

type Header = {
  description: string
  required: boolean
  schema: { type: 'string'; maxLength: number; pattern: string; examples: string[] }
}

const RATE_LIMIT: Header = {
  description: 'For each limit: `r` of it is left, and in `t` seconds all of it is available again',
  required: true,
  schema: { type: 'string', maxLength: 500, pattern: '^".*$', examples: ['"login";r=14;t=900'] },
}

const RATE_LIMIT_POLICY: Header = {
  description: 'For each limit: `q` are allowed in `w` seconds; `GET /config` has them all',
  required: true,
  schema: { type: 'string', maxLength: 500, pattern: '^".*$', examples: ['"login";q=15;w=900'] },
}

const RETRY_AFTER: Header = {
  description: 'Seconds to wait before the next attempt',
  required: true,
  schema: { type: 'string', maxLength: 10, pattern: '^[0-9]+$', examples: ['30'] },
}

const whereCounted = (header: Header): Header => ({
  ...header,
  description: `Only if the request was counted. ${header.description}`,
  required: false,
})

/** `components.headers` of the document. */
export const headers: Record<HeaderName, Header> = {
  RequestId: {
    description: 'The id of this request in our logs',
    required: true,
    schema: { type: 'string', maxLength: 100, pattern: '^[\\w-]+$', examples: [EXAMPLE_REQUEST_ID] },
  },
  AllowOrigin: {
    description: 'The origin of the request, if the stage allows it',
    required: false,
    schema: { type: 'string', maxLength: 300, pattern: '^https?://', examples: ['https://app.example'] },
  },
  RateLimit: RATE_LIMIT,
  RateLimitPolicy: RATE_LIMIT_POLICY,
  RateLimitWhereCounted: whereCounted(RATE_LIMIT),
  RateLimitPolicyWhereCounted: whereCounted(RATE_LIMIT_POLICY),
  RetryAfter: RETRY_AFTER,
  RetryAfterInProgress: {
    ...RETRY_AFTER,
    description: `Only with \`RequestInProgress\`. ${RETRY_AFTER.description}`,
    required: false,
  },
  SetCookie: {
    description:
      'Sent for each cookie: the access cookie for 15 minutes, the refresh cookie for 30 days, and after a login the one that remembers this browser for a year. All are HttpOnly',
    required: true,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-)?reels_(access|refresh|device)=',
      examples: ['__Host-reels_access=eyJhbGciOi…; Path=/; Max-Age=900; HttpOnly; SameSite=Lax; Secure'],
    },
  },
  DeviceCookie: {
    description: 'The cookie that remembers this browser, for a year',
    required: true,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-)?reels_device=',
      examples: ['__Host-reels_device=6750a1b2…; Path=/; Max-Age=31536000; HttpOnly; SameSite=Lax; Secure'],
    },
  },
  ClearCookie: {
    description: 'Sent twice: it deletes both cookies',
    required: true,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-)?reels_(access|refresh)=;',
      examples: ['__Host-reels_access=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax; Secure'],
    },
  },
  ClearOwnCookie: {
    description: 'Sent twice if the current session was ended: it deletes both cookies',
    required: false,
    schema: {
      type: 'string',
      maxLength: 4_096,
      pattern: '^(__Host-)?reels_(access|refresh)=;',
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
  RetryAfterInProgress: 'Retry-After',
  SetCookie: 'Set-Cookie',
  ClearCookie: 'Set-Cookie',
  ClearOwnCookie: 'Set-Cookie',
  DeviceCookie: 'Set-Cookie',
}

const EVERYWHERE: HeaderName[] = ['RequestId', 'AllowOrigin']

function referTo(...names: HeaderName[]) {
  return Object.fromEntries(
    [...EVERYWHERE, ...names].map(name => [wireNames[name], { $ref: `#/components/headers/${name}` }]),
  )
}

const cookieHeaders: Record<NonNullable<AnyEndpoint['success']['cookies']>, HeaderName> = {
  set: 'SetCookie',
  cleared: 'ClearCookie',
  'perhaps cleared': 'ClearOwnCookie',
  device: 'DeviceCookie',
}

const LIMITS: HeaderName[] = ['RateLimit', 'RateLimitPolicy']

/** Is each request counted that gets as far as what it asks for? */
function isCounted(endpoint: AnyEndpoint): boolean {
  return countsWrites(endpoint) || (endpoint.auth === 'public' && endpoint.errors.includes('TooManyRequests'))
}

/** The `headers` of an endpoint's success. */
export function successHeaders(endpoint: AnyEndpoint) {
  const { cookies } = endpoint.success
  return referTo(...(isCounted(endpoint) ? LIMITS : []), ...(cookies ? [cookieHeaders[cookies]] : []))
}

/** The `headers` of an answer that can have these codes. */
export function problemHeaders(endpoint: AnyEndpoint, codes: readonly ErrorCode[]) {
  return referTo(...headersOf(endpoint, codes))
}

function headersOf(endpoint: AnyEndpoint, codes: readonly ErrorCode[]): HeaderName[] {
  if (codes.includes('TooManyRequests')) return [...LIMITS, 'RetryAfter']
  if (codes.includes('SessionExpired')) return ['ClearCookie']
  const limits: HeaderName[] = isCounted(endpoint)
    ? ['RateLimitWhereCounted', 'RateLimitPolicyWhereCounted']
    : []
  if (codes.includes('ServiceUnavailable')) return [...limits, 'RetryAfter']
  if (!codes.includes('RequestInProgress')) return limits
  return [...limits, codes.length > 1 ? 'RetryAfterInProgress' : 'RetryAfter']
}
