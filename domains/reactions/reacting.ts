import mongoose, { type Types } from 'mongoose'
import { type Counter, MODELS, type Reaction } from '#domains/reactions/model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { collectionOf } from '#shared/runtime/database/define-model.ts'
import { readFields, readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { count } from '#shared/runtime/metrics.ts'

const COUNTERS = ['likes', 'saves'] as const
const METRICS = { likes: 'Likes', saves: 'Saves' } as const

/**
 * Likes or saves a reel; doing it again changes nothing. Gives the counter afterwards. The document itself waits to be
 * counted, so a request that dies loses nothing of it: see counting.ts.
 */
export async function react(counter: Counter, user: Viewer<'user'>, reelId: string) {
  const pair = pairOf(user, reelId)
  const now = new Date()
  const { upsertedCount } = await collectionOf<Reaction>(MODELS[counter]).updateOne(
    pair,
    { $setOnInsert: { createdAt: now, pendingSince: now } },
    { upsert: true },
  )
  // [39 inserted] A like that already existed has been counted.
  const isNew = upsertedCount === 1
  const counted = await (isNew ? move(counter, reelId, 1) : readCounter(counter, reelId))
  if (counted === null) {
    // [42 too-late] There is no such public reel, or it was deleted in between, perhaps after its likes were.
    await MODELS[counter].deleteOne(pair)
    return refuse('ReelNotFound')
  }
  if (isNew) count(METRICS[counter])
  return counted
}

/** Takes a like or a save back, likewise. */
export async function unreact(counter: Counter, user: Pick<Viewer, 'id'>, reelId: string) {
  const taken = await MODELS[counter].findOneAndDelete(pairOf(user, reelId)).lean<Reaction>()
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
  const user = new mongoose.Types.ObjectId(userId)
  const left = await Promise.all(
    COUNTERS.map(async counter => {
      const reactions = await readFields(MODELS[counter], { user }, ['reel']).limit(atMost)
      for (const { reel } of reactions) await unreact(counter, { id: userId }, String(reel))
      return reactions.length
    }),
  )
  return left.some(count => count > 0)
}

/** Removes the likes and saves of a reel that was deleted. */
export async function removeReactionsTo(reel: Types.ObjectId): Promise<void> {
  await Promise.all([MODELS.likes.deleteMany({ reel }), MODELS.saves.deleteMany({ reel })])
}

function pairOf(user: Pick<Viewer, 'id'>, reelId: string) {
  return { user: new mongoose.Types.ObjectId(user.id), reel: new mongoose.Types.ObjectId(reelId) }
}

async function readCounter(counter: Counter, reelId: string): Promise<number | null> {
  const reel = await readFieldsOfOne(ReelModel, { _id: reelId, ...publicAt(new Date()) }, COUNTERS)
  return reel && Math.max(0, reel[counter])
}

async function move(counter: Counter, reelId: string, by: 1 | -1): Promise<number | null> {
  const reel = await collectionOf(ReelModel).findOneAndUpdate(
    { _id: new mongoose.Types.ObjectId(reelId), ...publicAt(new Date()) },
    { $inc: { [counter]: by } },
    { returnDocument: 'after', projection: { likes: 1, saves: 1 } },
  )
  return reel && Math.max(0, reel[counter])
}
