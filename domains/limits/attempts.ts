import { createHash } from 'node:crypto'
import mongoose from 'mongoose'
import RateLimiterMongo from 'rate-limiter-flexible/lib/RateLimiterMongo.js'
import RateLimiterRes from 'rate-limiter-flexible/lib/RateLimiterRes.js'
import type { Limit } from '#domains/limits/limits.ts'
import { RateLimitModel } from '#domains/limits/model.ts'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import { count } from '#shared/runtime/metrics.ts'

interface Counted {
  limit: Limit
  /** Whom it is counted for. */
  key: string
}

export interface Attempt {
  /** RateLimit headers for the answer (draft-ietf-httpapi-ratelimit-headers). */
  headers: Record<string, string>
  /** The attempt was a success and does not count. */
  giveBack(): Promise<void>
  /** The attempt was a success and clears what was counted before, too. */
  clear(): Promise<void>
}

/** Counts an attempt before it is made: however many come at once, no more get through than a limit allows. */
export async function countAttempt(...counted: Counted[]): Promise<Attempt | Refusal<'TooManyRequests'>> {
  const counters = counted.map(({ limit, key }) => ({ limit, key: digest(key), limiter: limiterFor(limit) }))
  const results = await Promise.all(counters.map(consume))
  const headers = rateLimitHeaders(results)
  const waits = results.flatMap(result => (result.isRefused ? [result.msBeforeNext] : []))
  if (waits.length > 0) {
    count('AttemptsRefused')
    const seconds = Math.max(1, Math.ceil(Math.max(...waits) / 1_000))
    return refuse('TooManyRequests', {
      detail: `Too many attempts. Try again in ${seconds} s.`,
      headers: { ...headers, 'retry-after': String(seconds) },
    })
  }
  return {
    headers,
    async giveBack() {
      await Promise.all(counters.map(({ limiter, key }) => limiter.reward(key, 1)))
    },
    async clear() {
      await Promise.all(counters.map(({ limiter, key }) => limiter.delete(key)))
    },
  }
}

const limiters = new Map<string, InstanceType<typeof RateLimiterMongo>>()

function limiterFor({ name, attempts, seconds }: Limit) {
  const existing = limiters.get(name)
  if (existing) return existing
  const limiter = new RateLimiterMongo({
    storeClient: mongoose.connection.getClient(),
    dbName: mongoose.connection.name,
    tableName: RateLimitModel.collection.name,
    keyPrefix: name,
    points: attempts,
    duration: seconds,
    // `npm run db:indexes` makes them, as all others.
    disableIndexesCreation: true,
  })
  limiters.set(name, limiter)
  return limiter
}

interface Counter extends Counted {
  limiter: ReturnType<typeof limiterFor>
}

async function consume({ limit, key, limiter }: Counter) {
  try {
    const { remainingPoints, msBeforeNext } = await limiter.consume(key)
    return { limit, isRefused: false, remainingPoints, msBeforeNext }
  } catch (refusal) {
    if (!(refusal instanceof RateLimiterRes)) throw refusal
    return { limit, isRefused: true, remainingPoints: 0, msBeforeNext: refusal.msBeforeNext }
  }
}

function rateLimitHeaders(results: Awaited<ReturnType<typeof consume>>[]) {
  const policies = results.map(({ limit }) => `"${limit.name}";q=${limit.attempts};w=${limit.seconds}`)
  const states = results.map(({ limit, remainingPoints, msBeforeNext }) => {
    return `"${limit.name}";r=${remainingPoints};t=${Math.ceil(msBeforeNext / 1_000)}`
  })
  return { 'ratelimit-policy': policies.join(', '), ratelimit: states.join(', ') }
}

// Keys hold emails and addresses, which the counters need not know.
function digest(key: string): string {
  return createHash('sha256').update(key).digest('base64url')
}
