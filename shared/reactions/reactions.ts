import mongoose, { type Types } from 'mongoose'
import { after, decodeCursor, encodeCursor } from '#shared/http/cursors.ts'
import type { Viewer } from '#shared/http/endpoint.ts'
import { count } from '#shared/metrics.ts'
import { LikeModel, type Reaction, SaveModel } from '#shared/reactions/reaction-models.ts'
import type { Page, PageRequest } from '#shared/reels/feed.ts'
import type { Reel } from '#shared/reels/reel.ts'
import { type ReelDocument, ReelModel } from '#shared/reels/reel-model.ts'
import { viewReels } from '#shared/reels/reel-views.ts'

type Counter = 'likes' | 'saves'

const COUNTERS = { likes: 1, saves: 1 } as const
const COUNTED = ['likes', 'saves'] as const
const MODELS = { likes: LikeModel, saves: SaveModel } as const
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
  if (upsertedCount === 0) return reel
  const counted = await move(counter, reelId, 1)
  // The reel was deleted in between, perhaps after its likes were: this one must not stay behind.
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
  await Promise.all([LikeModel.deleteMany({ reel }), SaveModel.deleteMany({ reel })])
}

/** A page of what a user liked or saved, latest first. Reels that are gone since are left out. */
export async function readReactions(
  counter: Counter,
  user: Viewer<'user'>,
  { limit, cursor }: PageRequest,
): Promise<Page<Reel>> {
  const list = `${counter} ${user.id}`
  const position = cursor === undefined ? null : decodeCursor(list, cursor)
  // One round trip for the reactions and their reels; the second one, in viewReels, is for what reels show.
  const found = await MODELS[counter].aggregate<Reaction & { reels: ReelDocument[] }>([
    { $match: { user: new mongoose.Types.ObjectId(user.id), ...after('createdAt', position) } },
    { $sort: { createdAt: -1, _id: -1 } },
    { $limit: limit + 1 },
    {
      $lookup: {
        from: ReelModel.collection.name,
        localField: 'reel',
        foreignField: '_id',
        pipeline: [{ $match: { status: 'ready' } }, { $project: { feeds: 0 } }],
        as: 'reels',
      },
    },
  ])
  const page = found.slice(0, limit)
  const last = page.at(-1)
  const hasMore = found.length > limit && last
  return {
    items: await viewReels(
      page.flatMap(reaction => reaction.reels),
      user,
    ),
    nextCursor: hasMore ? encodeCursor(list, { at: last.createdAt, id: String(last._id) }) : null,
  }
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
