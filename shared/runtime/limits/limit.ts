/** How much of something is allowed in how many seconds. */
export interface Limit {
  /** As in the RateLimit headers and in `GET /config`. */
  name: string
  quota: number
  /** What uses it up. If failures do, an attempt counts until it has succeeded. */
  counts: 'requests' | 'failures' | 'bytes' | 'forms'
  seconds: number
  /** Whom it is counted for. An address is an IPv4 address, or the /64 of an IPv6 address. */
  per: 'address' | 'account' | 'account and address' | 'account and device' | 'email'
  /** Once the quota is used up, each further failure doubles the wait: from `seconds` to this many. */
  growsTo?: number
}

/** [117 writes] Every request of an account that changes something. Refreshing and logging out are not counted. */
export const WRITES = {
  name: 'writes',
  quota: 120,
  counts: 'requests',
  seconds: 60,
  per: 'account',
} as const satisfies Limit
