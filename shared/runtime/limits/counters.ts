import { createHash } from 'node:crypto'
import { rateLimits } from '#shared/runtime/limits/collections.ts'
import type { Limit } from '#shared/runtime/limits/limit.ts'
import type { RateLimit } from '#shared/runtime/limits/model.ts'

export interface Counted {
  limit: Limit
  /** Whom it is counted for. */
  key: string
  /** 1 if it is left out. */
  amount?: number
}

/** What a limit says to an attempt. */
export interface Taken {
  counted: Counted
  isRefused: boolean
  /** Nobody's attempt is under way that could still turn out not to count. */
  isDecided: boolean
  left: number
  /** Until more is allowed, or until all of it is available again. */
  milliseconds: number
}

/** Counts an attempt unless it is too much: one command, so that however many come at once, no more get through. */
export async function take(counted: Counted): Promise<Taken> {
  const now = Date.now()
  const { points, failed, isRefused, expire, blockedUntil } = await update(counted, now)
  const { limit } = counted
  const until = limit.growsTo !== undefined && isRefused ? blockedUntil : expire
  return {
    counted,
    isRefused,
    isDecided: limit.counts !== 'failures' || failed >= points,
    left: Math.max(0, limit.quota - points),
    milliseconds: until.getTime() - now,
  }
}

/** The attempt does not count after all. */
export async function giveBack(counted: Counted): Promise<void> {
  const { amount = 1 } = counted
  await rateLimits().updateOne(
    { key: keyOf(counted), points: { $gte: amount } },
    { $inc: { points: -amount } },
  )
}

/** The attempt has failed: it counts for good. */
export async function settle(counted: Counted): Promise<void> {
  await rateLimits().updateOne({ key: keyOf(counted) }, { $inc: { failed: counted.amount ?? 1 } })
}

/** Nothing is counted any more. */
export async function clear(counted: Counted): Promise<void> {
  await rateLimits().deleteOne({ key: keyOf(counted) })
}

const DAY = 24 * 60 * 60 * 1_000
const DUPLICATE_KEY = 11_000

type Stored = Pick<RateLimit, 'points' | 'failed' | 'isRefused' | 'expire' | 'blockedUntil'>

/** How an attempt was counted. */
function update(counted: Counted, now: number): Promise<Stored> {
  const { limit } = counted
  return limit.counts === 'requests' && limit.growsTo === undefined
    ? increment(counted, now)
    : updateInStages(counted, now)
}

/**
 * Adds to what is counted, in the cheapest way: every change by somebody who is logged in is counted like this. What is
 * refused is added, too, which makes no difference until the window ends.
 */
async function increment(counted: Counted, now: number): Promise<Stored> {
  const { limit, amount = 1 } = counted
  const fresh = { failed: 0, isRefused: false, blockedUntil: new Date(now) }
  const expire = new Date(now + limit.seconds * 1_000)
  try {
    const stored = await rateLimits().findOneAndUpdate(
      { key: keyOf(counted), expire: { $gt: new Date(now) } },
      { $inc: { points: amount }, $setOnInsert: { ...fresh, expire } },
      { upsert: true, returnDocument: 'after', projection: { _id: 0, points: 1, expire: 1 } },
    )
    if (!stored) throw new Error('An upsert returned nothing')
    return { ...fresh, ...stored, isRefused: stored.points > limit.quota }
  } catch (error) {
    // The last window is over, or somebody else has begun the next one.
    if (!isDuplicateKey(error)) throw error
    return updateInStages(counted, now)
  }
}

async function updateInStages(counted: Counted, now: number, isRepeated = false): Promise<Stored> {
  try {
    const options = { upsert: true, returnDocument: 'after', projection: { _id: 0, key: 0 } } as const
    const stored = await rateLimits().findOneAndUpdate(
      { key: keyOf(counted) },
      stagesOf(counted, now),
      options,
    )
    if (!stored) throw new Error('An upsert returned nothing')
    return stored
  } catch (error) {
    // Two that are the first at once: one inserts, and the other finds it then.
    if (!isDuplicateKey(error) || isRepeated) throw error
    return updateInStages(counted, now, true)
  }
}

function isDuplicateKey(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === DUPLICATE_KEY
}

/** An update that begins a new window if the last one is over, and then counts if it may. */
function stagesOf({ limit, amount = 1 }: Counted, now: number) {
  const isOver = { $lte: ['$expire', new Date(now)] }
  const inWindow = (field: string, fresh: unknown) => ({
    $cond: [isOver, fresh, { $ifNull: [field, fresh] }],
  })
  const sum = { $add: ['$points', amount] }
  const isTooMuch = { $gt: [sum, limit.quota] }
  const { growsTo } = limit
  return [
    {
      $set: {
        points: inWindow('$points', 0),
        failed: inWindow('$failed', 0),
        blockedUntil: inWindow('$blockedUntil', new Date(now)),
        expire: inWindow('$expire', new Date(now + limit.seconds * 1_000)),
      },
    },
    { $set: { isRefused: growsTo ? { $gt: ['$blockedUntil', new Date(now)] } : isTooMuch } },
    { $set: { points: { $cond: ['$isRefused', '$points', sum] } } },
    // [110 growing] A long wait at once would let anybody lock out anybody.
    ...(growsTo ? [growingWait(limit, growsTo, now)] : []),
  ]
}

/** The first attempt over the quota waits for `seconds`, each further one twice as long. */
function growingWait({ quota, seconds }: Limit, growsTo: number, now: number) {
  const doubled = { $multiply: [seconds * 1_000, { $pow: [2, { $subtract: ['$points', quota] }] }] }
  const wait = { $cond: [{ $lt: ['$points', quota] }, 0, { $min: [doubled, growsTo * 1_000] }] }
  return {
    $set: {
      blockedUntil: { $cond: ['$isRefused', '$blockedUntil', { $add: [new Date(now), wait] }] },
      // Failures are forgotten a day after the last wait has ended.
      expire: { $cond: ['$isRefused', '$expire', { $add: [new Date(now + DAY), wait] }] },
    },
  }
}

// Keys hold emails and addresses, which the counters need not know.
function keyOf({ limit, key }: Counted): string {
  return `${limit.name}:${createHash('sha256').update(key).digest('base64url')}`
}
