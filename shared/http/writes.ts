import type { Call } from '#shared/http/call.ts'
import { countsWrites } from '#shared/http/endpoint.ts'
import { Problem } from '#shared/http/problem.ts'
import { giveBack, take } from '#shared/runtime/limits/counters.ts'
import { WRITES } from '#shared/runtime/limits/limit.ts'
import { rateLimitHeaders, secondsToWait } from '#shared/runtime/limits/rate-limit-headers.ts'
import { count } from '#shared/runtime/metrics.ts'

/**
 * Counts a change by somebody who is logged in, while their session is looked up.
 * @throws Problem TooManyRequests
 */
export async function countWrite(call: Call, confirmed: Promise<void>): Promise<void> {
  if (!call.viewer || !countsWrites(call.endpoint)) return confirmed
  const counted = { limit: WRITES, key: call.viewer.id }
  const [session, write] = await Promise.allSettled([confirmed, take(counted)])
  if (session.status === 'rejected') {
    // The cookies of a session that has ended must not use up what the account may do.
    if (write.status === 'fulfilled') await giveBack(counted)
    throw session.reason
  }
  if (write.status === 'rejected') throw write.reason
  call.rateLimits = rateLimitHeaders([write.value])
  const seconds = secondsToWait([write.value])
  if (seconds === 0) return
  count('AttemptsRefused')
  throw new Problem('TooManyRequests', { detail: `Too many changes. Try again in ${seconds} s.` })
}
