import { viewReels } from '#domains/feed/view.ts'
import { followedPartners } from '#domains/follows/listing.ts'
import { reels, WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { PageRequest } from '#shared/contract/page.ts'
import { paginate, type Range } from '#shared/contract/paginate.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * [86 chunk] The most partners whose reels one query reads in order. With more than 200 ranges, MongoDB reads every reel of
 * these partners and sorts them (`internalQueryMaxScansToExplode`).
 */
const CHUNK = 200

/**
 * A page of the public reels of all partners that a user follows, newest first. Three round trips in sequence: the follows,
 * the reels, and what reels show.
 */
export async function readFollowing(
  filter: Pick<FeedFilter, 'tag' | 'price'>,
  request: PageRequest,
  user: Viewer<'user'>,
) {
  const list = {
    // Whom the user follows may change from page to page, so the cursors name the user.
    name: `following ${user.id} ${feedKey(filter)}`,
    filter: {},
    sortedBy: 'publishedAt',
    // [93 following] As in every public list.
    within: { until: new Date() },
  } as const
  const page = await paginate(list, request, async range => {
    const partners = await followedPartners(user)
    return readNewest(
      partners.map(partner => feedKey({ ...filter, partner: String(partner) })),
      range,
    )
  })
  return isRefusal(page) ? page : { ...page, items: await viewReels(page.items, user, 'following') }
}

/** The newest reels of all these lists together, in one round trip: chunks are read one after another, and merged here. */
async function readNewest(keys: string[], { filter, sort, limit }: Range): Promise<ReadReel[]> {
  const chunks: string[][] = []
  for (let from = 0; from < keys.length; from += CHUNK) chunks.push(keys.slice(from, from + CHUNK))
  const [first, ...others] = chunks.map(chunk => [
    { $match: { ...filter, feeds: { $in: chunk } } },
    { $sort: sort },
    { $limit: limit },
    { $project: WITHOUT_FEEDS },
  ])
  if (!first) return []
  const unions = others.map(pipeline => ({ $unionWith: { coll: reels.collectionName, pipeline } }))
  const found = await reels()
    // All of them in one round trip.
    .aggregate<ReadReel>([...first, ...unions], { batchSize: limit * chunks.length + 1 })
    .toArray()
  return found.sort(newestFirst).slice(0, limit)
}

/** As the database sorts them. */
function newestFirst(a: ReadReel, b: ReadReel): number {
  const byTime = Number(b.publishedAt) - Number(a.publishedAt)
  // [86 merged] Each chunk is in order by itself only.
  return byTime === 0 ? String(b._id).localeCompare(String(a._id)) : byTime
}
