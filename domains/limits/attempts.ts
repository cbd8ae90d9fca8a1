import { setTimeout as pause } from 'node:timers/promises'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import { type Counted, clear, giveBack, settle, type Taken, take } from '#shared/runtime/limits/counters.ts'
import { rateLimitHeaders, secondsToWait } from '#shared/runtime/limits/rate-limit-headers.ts'
import { count } from '#shared/runtime/metrics.ts'

export interface Attempt {
  /** RateLimit headers for the answer. */
  headers: Record<string, string>
  /** The attempt was a success: it does not count, and where failures in a row count, none is left. */
  succeed(): Promise<void>
  /** The attempt was a failure. Until then, others wait to see what becomes of it. */
  fail(): Promise<void>
}

/** How long an attempt waits for those under way, in milliseconds. */
const PATIENCE = 10_000
const FIRST_PAUSE = 40

/** Counts an attempt before it is made: however many come at once, no more get through than the limits allow. */
export async function countAttempt(...counted: Counted[]): Promise<Attempt | Refusal<'TooManyRequests'>> {
  const taken = await takeAll(counted)
  const headers = rateLimitHeaders(taken)
  const seconds = secondsToWait(taken)
  if (seconds > 0) {
    count('AttemptsRefused')
    return refuse('TooManyRequests', { detail: `Too many attempts. Try again in ${seconds} s.`, headers })
  }
  return {
    headers,
    async succeed() {
      await Promise.all(counted.map(each => (each.limit.growsTo ? clear(each) : giveBack(each))))
    },
    async fail() {
      await Promise.all(counted.map(settle))
    },
  }
}

/** Somebody has shown otherwise who they are: what was counted before counts no more. */
export async function forgetFailures(counted: Counted): Promise<void> {
  await clear(counted)
}

/** All or nothing. What succeeds is not counted, so while others are under way, it is not certain yet who is refused. */
async function takeAll(counted: readonly Counted[]): Promise<Taken[]> {
  const startedAt = performance.now()
  for (let wait = FIRST_PAUSE; ; wait *= 1.5) {
    const taken = await Promise.all(counted.map(take))
    const refused = taken.filter(({ isRefused }) => isRefused)
    if (refused.length === 0) return taken
    // What one limit refuses must not use up another one.
    await Promise.all(taken.filter(({ isRefused }) => !isRefused).map(each => giveBack(each.counted)))
    // [120 under-way] Otherwise a burst of right passwords would be refused, although none of them counts.
    const isDecided = refused.some(each => each.isDecided)
    if (isDecided || performance.now() - startedAt > PATIENCE) return taken
    await pause(wait)
  }
}
