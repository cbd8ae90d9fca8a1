import type { Types } from 'mongoose'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import { ActivityModel } from '#domains/trends/activity-model.ts'
import { TrendModel } from '#domains/trends/model.ts'

/** The keys of the lists that a reel can trend in: all reels, those of its price, and those with each of its tags. */
export function trendLists({ tags, price }: Pick<ReadReel, 'tags' | 'price'>): string[] {
  const filters: FeedFilter[] = [undefined, ...tags].flatMap(tag => [
    { tag },
    { tag, price: price.amount === 0 ? 'free' : 'paid' },
  ])
  return filters.map(feedKey)
}

/** Puts a reel that trends into the lists of its new price and tags. */
export async function moveTrend(reel: Pick<ReadReel, '_id' | 'tags' | 'price'>): Promise<void> {
  await TrendModel.updateOne({ _id: reel._id, lists: { $ne: [] } }, { $set: { lists: trendLists(reel) } })
}

/** Forgets all activity around a reel that is deleted. */
export async function removeTrend(reel: Types.ObjectId): Promise<void> {
  await Promise.all([ActivityModel.deleteMany({ reel }), TrendModel.deleteOne({ _id: reel })])
}
