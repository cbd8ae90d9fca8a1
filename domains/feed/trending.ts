import * as z from 'zod'
import { fairlyFilled, trendPage } from '#domains/feed/trend-page.ts'
import { viewReels } from '#domains/feed/view.ts'
import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { readListed, readNewest, readTrends, type TrendList } from '#domains/trends/reading.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { decodeReference, encodeReference } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** The score or the time of a reel, and its id. */
const At = z.tuple([z.number(), z.string()])

/** Where a page ended: among the trends, or among the newest reels, which follow them. */
const Position = z.object({
  /** When the first page was read, in milliseconds since the epoch. */
  since: z.number(),
  trend: At.nullable(),
  held: z.array(z.string()),
  newest: At.nullable(),
  isPastTrends: z.boolean(),
})
type Position = z.infer<typeof Position>

/** What a page shows, and where it ended; null at the end of everything. */
interface Part<Next = Position | null> {
  reels: ReadReel[]
  next: Next
}

/** If few partners have most of a page, so many times its length are looked through for others. */
const FURTHER = 5
/** How often more of the newest reels are read, because those that were read trend. */
const MOST_READS = 5

/**
 * A page of the reels around which most is going on. The newest ones follow those that trend, so it is never empty
 * while there are reels. Three round trips in sequence; more only if one partner has most of the page, or if the
 * newest reels are those that trend.
 */
export async function readTrending(
  filter: Pick<FeedFilter, 'price' | 'tag'>,
  { limit, cursor }: PageRequest,
  viewer: Viewer | null,
): Promise<Page<Reel> | Refusal<'InvalidCursor'>> {
  const key = feedKey(filter)
  const name = JSON.stringify(['trending', key])
  const reference = cursor === undefined ? null : decodeReference(name, cursor)
  if (isRefusal(reference)) return reference
  const position = reference === null ? beginning() : Position.parse(JSON.parse(reference))
  const { reels, next } = await readPart({ key, since: new Date(position.since) }, position, limit)
  const nextCursor = next && encodeReference(name, JSON.stringify(next))
  return { items: await viewReels(reels, viewer, 'trending'), nextCursor }
}

function beginning(): Position {
  return { since: Date.now(), trend: null, held: [], newest: null, isPastTrends: false }
}

async function readPart(list: TrendList, position: Position, limit: number): Promise<Part> {
  if (position.isPastTrends) return newestPart(list, position, limit)
  const trending = await trendingPart(list, position, limit)
  const left = limit - trending.reels.length
  // [92 never-empty] On a small site, nothing trends.
  if (!trending.next.isPastTrends || left === 0) return trending
  const newest = await newestPart(list, trending.next, left)
  return { ...newest, reels: [...trending.reels, ...newest.reels] }
}

async function trendingPart(list: TrendList, before: Position, limit: number): Promise<Part<Position>> {
  let wanted = limit + 1
  const [held, found] = await Promise.all([
    readListed(list, before.held),
    readTrends(list, before.trend, wanted),
  ])
  const candidates = [...held.map(reel => ({ at: null, reel })), ...found]
  let last = found
  if (found.length === wanted && fairlyFilled(candidates, limit) < limit) {
    wanted = FURTHER * limit
    last = await readTrends(list, found.at(-1)?.at ?? null, wanted)
    candidates.push(...last)
  }
  const page = trendPage(candidates, limit)
  const isPastTrends = last.length < wanted && page.isAll
  return {
    reels: page.shown.flatMap(({ reel }) => reel ?? []),
    next: {
      ...before,
      trend: page.end ? [...page.end] : before.trend,
      held: page.held.map(({ reel }) => String(reel?._id)),
      isPastTrends,
    },
  }
}

/** On a small site, nothing trends. */
async function newestPart(list: TrendList, before: Position, limit: number): Promise<Part> {
  const reels: ReadReel[] = []
  let { newest } = before
  for (let read = 0; read < MOST_READS; read += 1) {
    const wanted = limit - reels.length + 1
    const found = await readNewest(list, newest, wanted)
    for (const { trends, ...reel } of found.slice(0, wanted - 1)) {
      // [92 once] It was shown among the trends.
      if (trends.length === 0) reels.push(reel)
      newest = [reel.publishedAt?.getTime() ?? 0, String(reel._id)]
    }
    if (found.length < wanted) return { reels, next: null }
    if (reels.length === limit) break
  }
  return { reels, next: { ...before, newest } }
}
