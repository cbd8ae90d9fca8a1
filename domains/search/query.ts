import { terms } from '#domains/words/collections.ts'
import type { Token } from '#domains/words/plain-token.ts'
import { inTier, type Tier } from '#domains/words/reel-words.ts'
import { type Word, wordsAskedFor } from '#domains/words/splitting.ts'
import type { Term } from '#domains/words/term-model.ts'
import { tokensOfQuery } from '#domains/words/tokens.ts'
import { LONGEST_PREFIX } from '#domains/words/typing.ts'

/** One word that is looked for. */
export interface Sought {
  /** In each of the ways in which it may be written. */
  words: Word[]
  /** What reels are found by that have this word. */
  exact: Token[]
  /** What reels are found by that have a longer word that begins with it; only of the last word of a query. */
  longer: Token[]
  /** The binary logarithm of how many reels have it, roughly. */
  weight: number
}

const MOST_LONGER_WORDS = 20
/** MongoDB merges at most 200 ranges of an index; two tiers, and what the word itself is found by, need theirs. */
const MOST_LONGER_TOKENS = 60
const MOST_WEIGHED = 400
/** Of a piece of a word in a script without spaces, nobody counts the reels. */
const UNKNOWN_WEIGHT = 4

/** What is looked for instead of words that were typed, by their places in the query. */
export type Replaced = ReadonlyMap<number, string>

/** Reads a query: its words, in the order in which they were typed. */
export async function readQuery(q: string, replaced: Replaced = new Map()): Promise<Sought[]> {
  const asked = wordsAskedFor(q).map((words, at) => wordsAskedFor(replaced.get(at) ?? '')[0] ?? words)
  const tokens = await tokensOfQuery(asked.flat())
  let at = 0
  return asked.map(words => {
    const exact = [...new Set(tokens.slice(at, at + words.length).flat())]
    at += words.length
    return { words, exact, longer: [], weight: UNKNOWN_WEIGHT }
  })
}

/** Adds how common each word is, and what the last one may be the beginning of. One round trip. */
export async function lookUp(sought: readonly Sought[], now: Date): Promise<Sought[]> {
  const last = sought.at(-1)
  const [weights, longer] = await Promise.all([
    sought.length > 1 ? weightsOf(sought) : new Map<Token, number>(),
    last ? longerThan(last, now) : [],
  ])
  return sought.map(one => {
    const known = one.exact.flatMap(token => weights.get(token) ?? [])
    const weight = one.words.some(({ isPiece }) => isPiece) ? UNKNOWN_WEIGHT : Math.max(0, ...known)
    return { ...one, weight, longer: one === last ? longer : [] }
  })
}

const LISTED = { text: 1, tokens: 1, publicFrom: 1, kind: 1, weight: 1 } as const
type ListedTerm = Pick<Term, '_id' | keyof typeof LISTED>

/** The words that begin with this, the most common first. */
export async function wordsBeginningWith(prefix: string, limit: number, now: Date) {
  const letters = [...prefix]
  const isLong = letters.length > LONGEST_PREFIX
  const begun = isLong
    ? terms()
        .find({ _id: { $gte: prefix, $lt: `${prefix}\u{10ffff}` } })
        .sort({ _id: 1 })
    : terms().find({ prefixes: prefix }).sort({ weight: -1, _id: 1 })
  const found = await begun.limit(limit).project<ListedTerm>(LISTED).toArray()
  // [97 suggested] A word of a reel that is scheduled would tell of it.
  return found.filter(({ publicFrom }) => publicFrom <= now)
}

async function longerThan({ words, exact }: Sought, now: Date): Promise<Token[]> {
  const [word] = words
  if (!word || word.isPiece) return []
  const found = await wordsBeginningWith(word.folded, MOST_LONGER_WORDS, now)
  const tokens = found.filter(({ kind }) => kind === 'word').flatMap(term => term.tokens)
  return [...new Set(tokens)].filter(token => !exact.includes(token)).slice(0, MOST_LONGER_TOKENS)
}

async function weightsOf(sought: readonly Sought[]): Promise<Map<Token, number>> {
  const asked = new Set(sought.flatMap(({ exact }) => exact))
  const found = await terms()
    .find({ tokens: { $in: [...asked] } })
    .limit(MOST_WEIGHED)
    .project<Pick<Term, 'tokens' | 'weight'>>({ tokens: 1, weight: 1 })
    .toArray()
  const weights = new Map<Token, number>()
  for (const { tokens, weight } of found) {
    for (const token of tokens) weights.set(token, Math.max(weight, weights.get(token) ?? 0))
  }
  return weights
}

/** Words as they are stored with reels that have one of these tokens in one of these tiers. */
export function stored(tiers: readonly Tier[], tokens: readonly Token[]): string[] {
  return tiers.flatMap(tier => tokens.map(token => inTier(tier, token)))
}
