import { ObjectId } from 'mongodb'
import { viewReels } from '#domains/feed/view.ts'
import { reels, WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { decodePlace, encodePlace } from '#domains/search/cursors.ts'
import { readQuery, type Sought, stored } from '#domains/search/query.ts'
import { BUDGET, scan } from '#domains/search/scanning.ts'
import type { Tier } from '#domains/words/reel-words.ts'
import type { PageRequest } from '#shared/contract/page.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

interface OwnSearch {
  q: string
  status: Reel['status'] | undefined
}

const EVERYWHERE: readonly Tier[] = ['0', '1', '2']

/** A page of a partner's own reels that have every word of a query, newest first, whether they are public or not. */
export async function searchOwnReels(
  viewer: Viewer<'partner'>,
  { q, status }: OwnSearch,
  request: PageRequest,
) {
  const list = JSON.stringify(['own', viewer.id, q, status])
  const start = { part: 0, position: null, since: new Date(), replaced: new Map<number, string>() }
  const place = request.cursor === undefined ? start : decodePlace(list, request.cursor)
  if (isRefusal(place)) return place
  const sought = await readQuery(q)
  if (sought.length === 0) return { items: [], nextCursor: null }
  const partner = new ObjectId(viewer.id)
  const part = {
    bound: { partner, status: storedStatus(status) },
    rest: [
      ...sought.map((one, at) => ({ $or: waysToHave(one, at === sought.length - 1) })),
      ...(status === 'ready' || status === 'scheduled' ? [publishedBy(new Date(), status)] : []),
    ],
    sortedBy: 'createdAt',
  } as const
  const aim = { position: place.position, wanted: request.limit, budget: BUDGET }
  const { items, next } = await scan<'createdAt', ReadReel>(reels(), part, aim, [{ $project: WITHOUT_FEEDS }])
  return {
    items: await viewReels(items, viewer, null),
    nextCursor: next ? encodePlace(list, { ...place, position: next }) : null,
  }
}

/** A scheduled reel is a ready one whose time lies ahead. */
function storedStatus(status: Reel['status'] | undefined) {
  if (status === undefined) return { $ne: 'withdrawn' }
  return status === 'scheduled' ? 'ready' : status
}

function publishedBy(now: Date, status: 'ready' | 'scheduled') {
  return { publishedAt: status === 'ready' ? { $lte: now } : { $gt: now } }
}

/** A reel has a word, or one that begins with the last of the query. */
function waysToHave({ words, exact }: Sought, isLast: boolean) {
  const has = { words: { $in: stored(EVERYWHERE, exact) } }
  const whole = words.find(({ isPiece }) => !isPiece)
  if (!isLast || !whole) return [has]
  // Only letters and digits are left of a word, so it means itself in an expression.
  return [has, { words: { $regex: `^[012][a-z]*:${whole.folded}` } }]
}
