import { type FeedFilter, feedKey } from '#domains/reels/feed-keys.ts'
import { type Sought, stored } from '#domains/search/query.ts'
import type { Part } from '#domains/search/scanning.ts'
import type { Token } from '#domains/words/plain-token.ts'
import type { Tier } from '#domains/words/reel-words.ts'

export type ReelPart = Part<'publishedAt'>

interface Asked {
  sought: readonly Sought[]
  filter: FeedFilter
  now: Date
}

/** The weight of a word that at most 127 reels have. */
const SELDOM = 6

/** A word, and what is stored with the reels that have it. */
interface Need {
  tokens: string[]
  weight: number
}

const HEADING: readonly Tier[] = ['1']
const DESCRIPTION: readonly Tier[] = ['2']
const ANYWHERE: readonly Tier[] = ['1', '2']

/**
 * The parts of a result by relevance, each newest first. No reel is in two of them.
 *
 * 1. Every word is in the title, the tags or the brand.
 * 2. The same, but the last word is the beginning of one of theirs.
 * 3. Every word is there or in the description.
 * 4. The same, but the last word is the beginning of one.
 */
export function byRelevance(asked: Asked): ReelPart[] {
  const { sought } = asked
  const last = sought.at(-1)
  if (!last) return []
  const others = sought.slice(0, -1)
  const [inHeading, anywhere] = [needs(others, HEADING), needs(others, ANYWHERE)]
  const whole = (tiers: readonly Tier[]) => need(last, tiers, last.exact)
  const begun = (tiers: readonly Tier[]) => need(last, tiers, last.longer)
  // A word that stands alone and is not in the heading is in the description: that is a range of its own.
  const lower = others.length === 0 ? DESCRIPTION : ANYWHERE
  const headings = {
    whole: all([...inHeading, whole(HEADING)]),
    begun: all([...inHeading, begun(HEADING)]),
  }
  const isBegun = last.longer.length > 0
  return [
    part(asked, [...inHeading, whole(HEADING)], []),
    ...(isBegun ? [part(asked, [...inHeading, begun(HEADING)], [none(whole(HEADING))])] : []),
    part(
      asked,
      [...anywhere, whole(lower)],
      [{ $nor: [headings.whole] }, ...(isBegun ? [{ $nor: [headings.begun] }] : [])],
    ),
    ...(isBegun
      ? [part(asked, [...anywhere, begun(lower)], [none(whole(ANYWHERE)), { $nor: [headings.begun] }])]
      : []),
  ]
}

/** The whole result, newest first. */
export function byTime(asked: Asked): ReelPart[] {
  const all = asked.sought.map(one => need(one, ANYWHERE, [...one.exact, ...one.longer]))
  return all.length > 0 ? [part(asked, all, [])] : []
}

function part({ filter, now }: Asked, wanted: readonly Need[], rest: Part['rest']): ReelPart {
  const isFiltered = Object.values(filter).some(value => value !== undefined)
  const ordered = wanted.toSorted((a, b) => a.weight - b.weight)
  const [rarest, ...others] = ordered
  const inList = { feeds: feedKey(filter) }
  // A partner has published fewer reels than have a common word.
  const isBoundByPartner = filter.partner !== undefined && (rarest?.weight ?? 0) > SELDOM
  const bound = isBoundByPartner ? inList : { words: { $in: rarest?.tokens ?? [] } }
  return {
    // [97 public] A reel that is to be public later has its words already.
    bound: { ...bound, publishedAt: { $lte: now } },
    rest: [
      ...(isFiltered && !isBoundByPartner ? [inList] : []),
      ...(isBoundByPartner ? ordered : others).map(one => has(one)),
      ...rest,
    ],
    sortedBy: 'publishedAt',
  }
}

function needs(sought: readonly Sought[], tiers: readonly Tier[]): Need[] {
  return sought.map(one => need(one, tiers, one.exact))
}

function need({ weight }: Sought, tiers: readonly Tier[], tokens: readonly Token[]): Need {
  return { tokens: stored(tiers, tokens), weight }
}

function has({ tokens }: Need) {
  return { words: { $in: tokens } }
}

function none({ tokens }: Need) {
  return { words: { $nin: tokens } }
}

function all(needed: readonly Need[]) {
  return { $and: needed.map(has) }
}
