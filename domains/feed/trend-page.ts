import type { TrendPosition } from '#domains/trends/reading.ts'

/** A reel that can be shown next. It has no position if it was passed over on a page before. */
export interface Candidate {
  at: TrendPosition | null
  /** Null if the reel is not in the list any more. */
  reel: { _id: unknown; partner: unknown } | null
}

export interface TrendPage<Each extends Candidate> {
  shown: Each[]
  /** What was passed over because its partner had enough on the page: the next page begins with it. */
  held: Each[]
  /** Where the page ended; null if it is where it began. */
  end: TrendPosition | null
  /** Whether nothing was left for another page. */
  isAll: boolean
}

/** Of 20 reels, two can be of one partner, as long as others trend as well. */
const REELS_FOR_ONE = 10
/** So many fit into a cursor. */
const MOST_HELD = 20

/** How many reels would be on the page if each partner had no more than its share. */
export function fairlyFilled(candidates: readonly Candidate[], limit: number): number {
  return fairShare(candidates, limit).size
}

/** A page of the best candidates, which are given in order. If others have too few, a partner can have more than its share. */
export function trendPage<Each extends Candidate>(
  candidates: readonly Each[],
  limit: number,
): TrendPage<Each> {
  const chosen = fairShare(candidates, limit)
  for (const candidate of candidates) {
    if (chosen.size < limit && candidate.reel) chosen.add(candidate)
  }
  const isFull = chosen.size === limit
  const last = isFull ? candidates.findLastIndex(candidate => chosen.has(candidate)) : candidates.length - 1
  const passed = candidates.slice(0, last + 1)
  return {
    shown: passed.filter(candidate => chosen.has(candidate)),
    held: passed.filter(candidate => candidate.reel && !chosen.has(candidate)).slice(0, MOST_HELD),
    end: passed.findLast(({ at }) => at !== null)?.at ?? null,
    isAll: candidates.every(candidate => !candidate.reel || chosen.has(candidate)),
  }
}

function fairShare<Each extends Candidate>(candidates: readonly Each[], limit: number): Set<Each> {
  const share = Math.ceil(limit / REELS_FOR_ONE)
  const ofPartner = new Map<string, number>()
  const chosen = new Set<Each>()
  for (const candidate of candidates) {
    if (chosen.size === limit) break
    if (!candidate.reel) continue
    const partner = String(candidate.reel.partner)
    const count = ofPartner.get(partner) ?? 0
    if (count >= share) continue
    ofPartner.set(partner, count + 1)
    chosen.add(candidate)
  }
  return chosen
}
