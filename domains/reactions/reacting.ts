import { ObjectId } from 'mongodb'
import { REACTIONS } from '#domains/reactions/collections.ts'
import type { Counter } from '#domains/reactions/model.ts'
import { reels } from '#domains/reels/collections.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { count } from '#shared/runtime/metrics.ts'

const COUNTERS = ['likes', 'saves'] as const
const COUNTED = { likes: 1, saves: 1 } as const
const METRICS = { likes: 'Likes', saves: 'Saves' } as const

/**
 * Likes or saves a reel; doing it again changes nothing. Gives the counter afterwards. The document itself waits to be
 * counted, so a request that dies loses nothing of it: see counting.ts.
 */
export async function react(counter: Counter, user: Viewer<'user'>, reelId: string) {
  const pair = pairOf(user, reelId)
  const now = new Date()
  const { upsertedCount } = await REACTIONS[counter]().updateOne(
    pair,
    { $setOnInsert: { createdAt: now, pendingSince: now } },
    { upsert: true },
  )
  // [39 inserted] A like that already existed has been counted.
  const isNew = upsertedCount === 1
  const counted = await (isNew ? move(counter, reelId, 1) : readCounter(counter, reelId))
  if (counted === null) {
    // [42 too-late] There is no such public reel, or it was deleted in between, perhaps after its likes were.
    await REACTIONS[counter]().deleteOne(pair)
    return refuse('ReelNotFound')
  }
  if (isNew) count(METRICS[counter])
  return counted
}

/** Takes a like or a save back, likewise. */
export async function unreact(counter: Counter, user: Pick<Viewer, 'id'>, reelId: string) {
  const taken = await REACTIONS[counter]().findOneAndDelete(pairOf(user, reelId))
  // [108 uncounted] What still waited on the document was never counted.
  const wasCounted = taken !== null && !taken.pendingSince
  const [counted] = await Promise.all([
    taken ? move(counter, reelId, -1) : readCounter(counter, reelId),
    wasCounted && noteEvent({ kind: counter, reel: taken.reel, by: -1, at: taken.createdAt }),
  ])
  return counted ?? refuse('ReelNotFound')
}

/** Takes back some of a user's likes and saves, as the user would. Gives whether there may be more. */
export async function takeBackReactions(userId: string, atMost: number): Promise<boolean> {
  const user = new ObjectId(userId)
  const left = await Promise.all(
    COUNTERS.map(async counter => {
      const reactions = await REACTIONS[counter]().find({ user }).limit(atMost).toArray()
      for (const { reel } of reactions) await unreact(counter, { id: userId }, String(reel))
      return reactions.length
    }),
  )
  return left.some(count => count > 0)
}

/** Removes the likes and saves of a reel that was deleted. */
export async function removeReactionsTo(reel: ObjectId): Promise<void> {
  await Promise.all(COUNTERS.map(counter => REACTIONS[counter]().deleteMany({ reel })))
}

function pairOf(user: Pick<Viewer, 'id'>, reelId: string) {
  return { user: new ObjectId(user.id), reel: new ObjectId(reelId) }
}

async function readCounter(counter: Counter, reelId: string): Promise<number | null> {
  const filter = { _id: new ObjectId(reelId), ...publicAt(new Date()) }
  const reel = await reels().findOne(filter, { projection: COUNTED })
  return reel && Math.max(0, reel[counter])
}

async function move(counter: Counter, reelId: string, by: 1 | -1): Promise<number | null> {
  const reel = await reels().findOneAndUpdate(
    { _id: new ObjectId(reelId), ...publicAt(new Date()) },
    { $inc: { [counter]: by } },
    { returnDocument: 'after', projection: COUNTED },
  )
  return reel && Math.max(0, reel[counter])
}
