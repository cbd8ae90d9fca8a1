import type { Types } from 'mongoose'
import { feedKey, tagOfKey } from '#domains/reels/feed-keys.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { TrendModel } from '#domains/trends/model.ts'
import { addUp } from '#domains/trends/score.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** How many of the most active reels are looked at, and of the newest ones if too few tags trend. */
const LOOKED_AT = 200
/** Reels of one partner whose tags count. */
const REELS_OF_PARTNER = 2
/** Counting goes no further. */
export const MOST_COUNTED = 1_000

export interface TrendingTag {
  tag: string
  /** Public reels with this tag, at most `MOST_COUNTED`. */
  reels: number
}

/** The tags of the reels around which most is going on; then those of the newest reels. */
export async function trendingTags(limit: number): Promise<TrendingTag[]> {
  const now = new Date()
  const tags = await mostActiveTags(now)
  if (tags.size < limit) for (const tag of await newestTags(now)) tags.add(tag)
  const chosen = [...tags].slice(0, limit)
  const counted = await Promise.all(chosen.map(async tag => ({ tag, reels: await countReels(tag, now) })))
  // The reels of a tag may be gone since.
  return counted.filter(({ reels }) => reels > 0)
}

async function mostActiveTags(now: Date): Promise<Set<string>> {
  const trends = await readFields(TrendModel, { lists: feedKey({}), expiresAt: { $gt: now } }, [
    'partner',
    'lists',
    'score',
  ])
    .sort({ score: -1, _id: -1 })
    .limit(LOOKED_AT)
  const scores = new Map<string, number[]>()
  for (const { lists, score } of withoutFloods(trends)) {
    for (const tag of lists.flatMap(key => tagOfKey(key) ?? [])) {
      scores.set(tag, [...(scores.get(tag) ?? []), score])
    }
  }
  const sums = [...scores].map(([tag, each]) => ({ tag, score: addUp(each) }))
  return new Set(sums.sort((a, b) => b.score - a.score || (a.tag < b.tag ? -1 : 1)).map(({ tag }) => tag))
}

/** Of each partner, the most active reels only: otherwise whoever publishes most would choose the tags. */
function withoutFloods<Each extends { partner: Types.ObjectId }>(trends: readonly Each[]): Each[] {
  const groups = Map.groupBy(trends, ({ partner }) => String(partner))
  return [...groups.values()].flatMap(ofPartner => ofPartner.slice(0, REELS_OF_PARTNER))
}

async function newestTags(now: Date): Promise<string[]> {
  const newest = await readFields(ReelModel, { feeds: feedKey({}), publishedAt: { $lte: now } }, ['tags'])
    .sort({ publishedAt: -1, _id: -1 })
    .limit(LOOKED_AT)
  return newest.flatMap(({ tags }) => tags)
}

function countReels(tag: string, now: Date): Promise<number> {
  return ReelModel.countDocuments(
    { feeds: feedKey({ tag }), publishedAt: { $lte: now } },
    { limit: MOST_COUNTED },
  )
}
