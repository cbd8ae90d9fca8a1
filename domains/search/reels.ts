import { LOOK_UP_PUBLISHERS, type ReelWithPublisher } from '#domains/feed/publishers.ts'
import { viewReels } from '#domains/feed/view.ts'
import { reels, WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import type { FeedFilter } from '#domains/reels/feed-keys.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { correct } from '#domains/search/correcting.ts'
import { decodePlace, encodePlace, type Place } from '#domains/search/cursors.ts'
import { byRelevance, byTime, type ReelPart } from '#domains/search/parts.ts'
import { phraseFirst } from '#domains/search/phrases.ts'
import { lookUp, type Replaced, readQuery, type Sought } from '#domains/search/query.ts'
import { type Aim, BUDGET, type Scanned, scan } from '#domains/search/scanning.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import type { Position } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

interface ReelSearch extends FeedFilter {
  q: string
  sort: 'relevant' | 'newest'
}

/** What was found, and the words that were searched for instead of those that no reel has. */
interface FoundReels extends Page<Reel> {
  correctedTo: string | null
}

/** A page of the public reels that have every word of a query. */
export async function searchReels(
  search: ReelSearch,
  request: PageRequest,
  viewer: Viewer | null,
): Promise<FoundReels | Refusal<'InvalidCursor'>> {
  const { q, sort, partner, tag, price } = search
  const list = JSON.stringify(['search', q, sort, partner, tag, price])
  const start: Place = { part: 0, position: null, since: new Date(), replaced: new Map() }
  const place = request.cursor === undefined ? start : decodePlace(list, request.cursor)
  if (isRefusal(place)) return place
  const { found, next, replaced } = await readOrCorrect(search, place, request)
  return {
    items: await viewReels(found, viewer, 'search'),
    nextCursor: next ? encodePlace(list, { ...next, replaced }) : null,
    correctedTo: [...replaced.values()].join(' ') || null,
  }
}

interface ReadPage {
  sought: readonly Sought[]
  found: ReadReel[]
  next: Place | null
  replaced: Replaced
}

/** Reads what was typed; if no reel has it, what was probably meant. */
async function readOrCorrect(search: ReelSearch, place: Place, request: PageRequest): Promise<ReadPage> {
  const typed = await read(search, place, request.limit)
  if (typed.found.length > 0 || typed.next || request.cursor !== undefined) return typed
  // [95 corrected] Nobody types without a mistake.
  const replaced = await correct(typed.sought, new Date())
  if (replaced.size === 0) return typed
  const meant = await read(search, { ...place, replaced }, request.limit)
  return meant.found.length > 0 || meant.next ? meant : typed
}

async function read(search: ReelSearch, place: Place, limit: number): Promise<ReadPage> {
  const { q, partner, tag, price, sort } = search
  const { replaced } = place
  const typed = await readQuery(q, replaced)
  const asked = { filter: { partner, tag, price }, now: new Date() }
  // Most pages of a single word are full without what is known of other words, whatever partner they are from.
  const isPlain = typed.length === 1 && sort === 'relevant' && partner === undefined && place.part === 0
  const [part] = isPlain ? byRelevance({ ...asked, sought: typed }) : []
  const begun = part && (await scanReels(part, aimFrom(place, limit)))
  if (begun?.next) {
    const next = { ...place, position: begun.next }
    return { sought: typed, found: phraseFirst(q)(begun.items), next, replaced }
  }
  const sought = await lookUp(typed, place.since)
  const parts = sort === 'newest' ? byTime({ ...asked, sought }) : byRelevance({ ...asked, sought })
  const { lists, next } = await readParts(parts, place, limit, begun)
  const found = sort === 'newest' ? lists.flat() : lists.flatMap(phraseFirst(q))
  return { sought, found, next, replaced }
}

function aimFrom({ position }: Place, limit: number): Aim {
  // [96 budget] Two common words may have no reel in common.
  return { position, wanted: limit, budget: BUDGET }
}

/**
 * Goes on from a place through the parts of the result until the page is full, or the budget is used up.
 * @param begun what was read of the first of them, if it was
 */
async function readParts(parts: readonly ReelPart[], place: Place, limit: number, begun?: Scanned<ReadReel>) {
  const [first, ...others] = parts.slice(place.part)
  if (!first) return { lists: [], next: null }
  const { items, next, looked } = begun ?? (await scanReels(first, aimFrom(place, limit)))
  const scanned = [{ items, next, looked }]
  const isOver = next !== null || items.length === limit || BUDGET - looked < others.length * limit
  // Most pages are full by now. For the others, all that is left is read at once.
  if (!isOver) {
    const share = {
      position: null,
      wanted: limit - items.length,
      budget: Math.floor((BUDGET - looked) / others.length),
    }
    scanned.push(...(await Promise.all(others.map(part => scanReels(part, share)))))
  }
  return joined(scanned, parts.length, place, limit)
}

/** One page of what was read of several parts, and where the next one begins. */
function joined(scanned: readonly Scanned<ReadReel>[], parts: number, place: Place, limit: number) {
  const lists: ReadReel[][] = []
  let missing = limit
  for (const [at, { items, next }] of scanned.entries()) {
    const shown = items.slice(0, missing)
    lists.push(shown)
    missing -= shown.length
    const part = place.part + at
    if (shown.length < items.length)
      return { lists, next: { ...place, part, position: positionAfter(shown) } }
    if (next) return { lists, next: { ...place, part, position: next } }
    if (missing === 0)
      return { lists, next: part + 1 < parts ? { ...place, part: part + 1, position: null } : null }
  }
  const reached = place.part + scanned.length
  return { lists, next: reached < parts ? { ...place, part: reached, position: null } : null }
}

function positionAfter(shown: readonly ReadReel[]): Position | null {
  const last = shown.at(-1)
  return last?.publishedAt ? { at: last.publishedAt, id: String(last._id) } : null
}

function scanReels(part: ReelPart, aim: Aim): Promise<Scanned<ReadReel>> {
  const shaping = [{ $project: WITHOUT_FEEDS }, LOOK_UP_PUBLISHERS]
  return scan<'publishedAt', ReelWithPublisher>(reels(), part, aim, shaping)
}
