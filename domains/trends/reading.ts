import { ObjectId } from 'mongodb'
import { reels, WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import { trends } from '#domains/trends/collections.ts'
import type { Trend } from '#domains/trends/model.ts'

/** Where in a list of trends a page ended: a score and the id of a reel. */
export type TrendPosition = readonly [score: number, id: string]

/** What a list of trends is: its key, and the time at which somebody began to page through it. */
export interface TrendList {
  key: string
  since: Date
}

/** A reel that trends. It is null if it is not in the list any more. */
export interface TrendingReel {
  at: TrendPosition
  reel: ReadReel | null
}

/** The next entries of a list, most active first. An index serves it, and it examines as many as it returns. */
export async function readTrends(
  { key, since }: TrendList,
  after: TrendPosition | null,
  limit: number,
): Promise<TrendingReel[]> {
  const found = await trends()
    .aggregate<Pick<Trend, '_id' | 'score'> & { reels: ReadReel[] }>([
      // [90 ended] It is removed a day later.
      { $match: { lists: key, expiresAt: { $gt: since }, ...afterPosition(after) } },
      { $sort: { score: -1, _id: -1 } },
      { $limit: limit },
      { $project: { score: 1 } },
      {
        $lookup: {
          from: reels.collectionName,
          localField: '_id',
          foreignField: '_id',
          pipeline: [{ $match: { feeds: key, ...publicAt(new Date()) } }, { $project: WITHOUT_FEEDS }],
          as: 'reels',
        },
      },
    ])
    .toArray()
  return found.map(({ _id, score, reels: [reel = null] }) => ({ at: [score, String(_id)], reel }))
}

/** Of these reels, those that are in the list, in the order of their ids. */
export async function readListed({ key }: TrendList, ids: readonly string[]): Promise<ReadReel[]> {
  if (ids.length === 0) return []
  const filter = { _id: { $in: ids.map(id => new ObjectId(id)) }, feeds: key, ...publicAt(new Date()) }
  const listed = await reels().find(filter, { projection: WITHOUT_FEEDS }).toArray()
  return ids.flatMap(id => listed.find(({ _id }) => String(_id) === id) ?? [])
}

/** A reel of the newest ones, and whether it is among the trends of the list. */
export type NewestReel = ReadReel & { trends: { _id: ObjectId }[] }

/** The next of the newest reels of the list. `after` is the time of publication and the id of the last one. */
export function readNewest(
  { key, since }: TrendList,
  after: readonly [time: number, id: string] | null,
  limit: number,
): Promise<NewestReel[]> {
  const [time, id] = after ?? []
  const until = time === undefined ? new Date() : new Date(time)
  const rest = id && {
    $or: [{ publishedAt: { $lt: until } }, { _id: { $lt: new ObjectId(id) } }],
  }
  return reels()
    .aggregate<NewestReel>([
      { $match: { feeds: key, publishedAt: { $lte: until }, ...rest } },
      { $sort: { publishedAt: -1, _id: -1 } },
      { $limit: limit },
      { $project: WITHOUT_FEEDS },
      {
        $lookup: {
          from: trends.collectionName,
          localField: '_id',
          foreignField: '_id',
          // Including one that has expired since: it was shown among the trends.
          pipeline: [{ $match: { lists: key, expiresAt: { $gt: since } } }, { $project: { _id: 1 } }],
          as: 'trends',
        },
      },
    ])
    .toArray()
}

function afterPosition(after: TrendPosition | null) {
  if (!after) return {}
  const [score, id] = after
  return {
    score: { $lte: score },
    $or: [{ score: { $lt: score } }, { _id: { $lt: new ObjectId(id) } }],
  }
}
