import type { Taken } from '#shared/runtime/limits/counters.ts'
import type { Limit } from '#shared/runtime/limits/limit.ts'

/** RateLimit headers of an answer (draft-ietf-httpapi-ratelimit-headers), and Retry-After if it was refused. */
export function rateLimitHeaders(taken: readonly Taken[]): Record<string, string> {
  const states = taken.map(({ counted: { limit }, left, milliseconds }) => {
    return `"${limit.name}";r=${left};t=${Math.max(0, Math.ceil(milliseconds / 1_000))}`
  })
  const seconds = secondsToWait(taken)
  return {
    'ratelimit-policy': taken.map(({ counted: { limit } }) => policyOf(limit)).join(', '),
    ratelimit: states.join(', '),
    ...(seconds > 0 && { 'retry-after': String(seconds) }),
  }
}

/** 0 if no limit refuses. */
export function secondsToWait(taken: readonly Taken[]): number {
  const waits = taken.flatMap(({ isRefused, milliseconds }) => (isRefused ? [milliseconds] : []))
  return waits.length === 0 ? 0 : Math.max(1, Math.ceil(Math.max(...waits) / 1_000))
}

/** The headers of two counts of one request, in one. */
export function joinHeaders(a: Record<string, string>, b: Readonly<Record<string, string>>) {
  const joined = { ...a, ...b }
  for (const name of ['ratelimit', 'ratelimit-policy']) {
    if (a[name] !== undefined && b[name] !== undefined) joined[name] = `${a[name]}, ${b[name]}`
  }
  return joined
}

function policyOf({ name, quota, counts, seconds }: Limit): string {
  return `"${name}";q=${quota}${counts === 'bytes' ? ';qu="content-bytes"' : ''};w=${seconds}`
}
