import mongoose, { type Types } from 'mongoose'
import { type Counter, MODELS, type Reaction } from '#domains/reactions/model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { count } from '#shared/runtime/metrics.ts'

const COUNTERS = { likes: 1, saves: 1 } as const
const COUNTED = ['likes', 'saves'] as const
const METRICS = { likes: 'Likes', saves: 'Saves' } as const

/**
 * Likes or saves a reel, however often it is asked. The document is the truth, by its unique index; the
 * counter on the reel moves only when a document was really inserted.
 * @returns the counter afterwards, or null where there is no such public reel
 */
export async function react(counter: Counter, user: Viewer<'user'>, reelId: string): Promise<number | null> {
  const pair = pairOf(user, reelId)
  const reel = await readCounter(counter, reelId)
  if (reel === null) return null
  const { upsertedCount } = await MODELS[counter].updateOne(
    pair,
    { $setOnInsert: { ...pair, createdAt: new Date() } },
    { upsert: true },
  )
  // [39 inserted] A like that already existed has been counted.
  if (upsertedCount === 0) return reel
  const counted = await move(counter, reelId, 1)
  // [42 too-late] The reel was deleted in between, perhaps after its likes were: this one must not stay behind.
  if (counted !== null) count(METRICS[counter])
  else await MODELS[counter].deleteOne(pair)
  return counted
}

/** Takes a like or a save back, however often it is asked. Returns as `react` does. */
export async function unreact(
  counter: Counter,
  user: Pick<Viewer, 'id'>,
  reelId: string,
): Promise<number | null> {
  const { deletedCount } = await MODELS[counter].deleteOne(pairOf(user, reelId))
  return deletedCount === 1 ? move(counter, reelId, -1) : readCounter(counter, reelId)
}

/**
 * Takes back some of a user's likes and saves, as if the user had.
 * @returns whether there may be more
 */
export async function takeBackReactions(userId: string, atMost: number): Promise<boolean> {
  const user = new mongoose.Types.ObjectId(userId)
  const left = await Promise.all(
    COUNTED.map(async counter => {
      const reactions = await MODELS[counter].find({ user }, { reel: 1 }).limit(atMost).lean<Reaction[]>()
      for (const { reel } of reactions) await unreact(counter, { id: userId }, String(reel))
      return reactions.length
    }),
  )
  return left.some(count => count > 0)
}

/** Removes what points at a reel that was deleted. */
export async function removeReactionsTo(reel: Types.ObjectId): Promise<void> {
  await Promise.all([MODELS.likes.deleteMany({ reel }), MODELS.saves.deleteMany({ reel })])
}

function pairOf(user: Pick<Viewer, 'id'>, reelId: string) {
  return { user: new mongoose.Types.ObjectId(user.id), reel: new mongoose.Types.ObjectId(reelId) }
}

async function readCounter(counter: Counter, reelId: string): Promise<number | null> {
  const reel = await ReelModel.findOne({ _id: reelId, status: 'ready' }, COUNTERS).lean()
  return reel && shown(reel[counter])
}

async function move(counter: Counter, reelId: string, by: 1 | -1): Promise<number | null> {
  const reel = await ReelModel.findOneAndUpdate(
    { _id: reelId, status: 'ready' },
    { $inc: { [counter]: by } },
    { returnDocument: 'after', projection: COUNTERS },
  ).lean()
  return reel && shown(reel[counter])
}

function shown(count: number): number {
  return Math.max(0, count)
}
