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
  const before = refusedBefore(...counted)
  if (before) return before
  const taken = await takeAll(counted)
  if (secondsToWait(taken) > 0) return refusal(taken)
  return {
    headers: rateLimitHeaders(taken),
    async succeed() {
      await Promise.all(counted.map(each => (each.limit.growsTo ? clear(each) : giveBack(each))))
    },
    async fail() {
      await Promise.all(counted.map(settle))
    },
  }
}

/** The refusal of an attempt that was refused before and would be again, without asking the database. */
export function refusedBefore(...counted: Counted[]): Refusal<'TooManyRequests'> | null {
  const now = Date.now()
  const refused = counted.flatMap(each => {
    const milliseconds = (certain.get(nameOf(each)) ?? now) - now
    return milliseconds > 0
      ? [{ counted: each, isRefused: true, isDecided: true, left: 0, milliseconds }]
      : []
  })
  return refused.length > 0 ? refusal(refused) : null
}

/** Somebody has shown otherwise who they are: what was counted before counts no more. */
export async function forgetFailures(counted: Counted): Promise<void> {
  await clear(counted)
}

function refusal(taken: readonly Taken[]): Refusal<'TooManyRequests'> {
  count('AttemptsRefused')
  const detail = `Too many attempts. Try again in ${secondsToWait(taken)} s.`
  return refuse('TooManyRequests', { detail, headers: rateLimitHeaders(taken) })
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
    if (isDecided) remember(refused)
    if (isDecided || performance.now() - startedAt > PATIENCE) return taken
    await pause(wait)
  }
}

/** Until when it is certain what a limit says, by its name and key. */
const certain = new Map<string, number>()
const MOST_CERTAIN = 10_000

// A flood of guesses must cost nothing: what has failed stays counted until its window ends, so nobody need ask again.
function remember(refused: readonly Taken[]): void {
  if (certain.size > MOST_CERTAIN) certain.clear()
  for (const { counted, isDecided, milliseconds } of refused) {
    const { limit } = counted
    if (isDecided && limit.counts === 'failures' && !limit.growsTo) {
      certain.set(nameOf(counted), Date.now() + milliseconds)
    }
  }
}

function nameOf({ limit, key }: Counted): string {
  return `${limit.name}\n${key}`
}
