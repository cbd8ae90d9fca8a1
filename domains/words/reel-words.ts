import { plainToken, type Token } from '#domains/words/plain-token.ts'
import { phrasesIn, type Word, wordsIn } from '#domains/words/splitting.ts'
import { tokensIn } from '#domains/words/tokens.ts'

/** What a reel says, and what it is found by. */
interface Described {
  title: string
  tags: readonly string[]
  description: string
  language: string
  brandName: string
}

/** A word as it is suggested and corrected to; of a tag, its id begins with `#`. */
export interface Spelling {
  id: string
  /** As it was written, in lower case. */
  text: string
  kind: 'word' | 'phrase' | 'tag'
  tokens: Token[]
}

interface ReelWords {
  /** What is searched: see `inTier`. */
  words: string[]
  spellings: Spelling[]
}

/**
 * Where a word is: `1` in the title, the tags or the brand; `2` in the description only; `0` anywhere in a reel that is
 * not public, which only its partner finds.
 */
export type Tier = '0' | '1' | '2'

export function inTier(tier: Tier, token: Token): string {
  return tier + token
}

/** Distinct words of a description that are found, and tokens of each tier. A heading in Japanese has two for each sign. */
const MOST_DESCRIBING = 200
const MOST_TOKENS = { heading: 400, description: 250 }

/** What a reel is found by. It is stored in the same write as what it follows from. */
export async function wordsOfReel(reel: Described, isPublic: boolean): Promise<ReelWords> {
  const heading = distinct([reel.title, ...reel.tags].flatMap(wordsIn))
  const describing = distinct(wordsIn(reel.description)).slice(0, MOST_DESCRIBING)
  const brand = distinct(wordsIn(reel.brandName))
  const [headingTokens, describingTokens] = await Promise.all([
    tokensIn(reel.language, heading),
    tokensIn(reel.language, describing),
  ])
  // A name has no plural.
  const brandTokens = brand.map(word => [plainToken(word)])
  const first = new Set([...brandTokens, ...headingTokens].flat().slice(0, MOST_TOKENS.heading))
  const second = [...new Set(describingTokens.flat())].filter(token => !first.has(token))
  const words = [
    ...[...first].map(token => inTier(isPublic ? '1' : '0', token)),
    ...second.slice(0, MOST_TOKENS.description).map(token => inTier(isPublic ? '2' : '0', token)),
  ]
  const spelled = [...heading, ...brand, ...describing]
  const tokens = [...headingTokens, ...brandTokens, ...describingTokens]
  return { words, spellings: [...spellingsOf(spelled, tokens), ...phrasesOf(reel), ...tagsOf(reel)] }
}

function distinct(words: readonly Word[]): Word[] {
  return [...new Map(words.map(word => [word.folded, word])).values()]
}

function spellingsOf(words: readonly Word[], tokens: readonly Token[][]): Spelling[] {
  const spellings = new Map<string, Spelling>()
  for (const [at, { folded, written, isPiece }] of words.entries()) {
    if (isPiece || folded.length < 2) continue
    const { text = written, tokens: known = [] } = spellings.get(folded) ?? {}
    const all = [...new Set([...known, ...(tokens[at] ?? [])])]
    spellings.set(folded, { id: folded, text, kind: 'word', tokens: all })
  }
  return [...spellings.values()]
}

function phrasesOf({ title, tags, brandName }: Described): Spelling[] {
  const phrases = [title, ...tags, brandName].flatMap(phrasesIn)
  return phrases.map(({ written, folded, pieces }) => ({
    id: folded,
    text: written,
    kind: 'phrase',
    tokens: pieces.map(plainToken),
  }))
}

function tagsOf({ tags }: Described): Spelling[] {
  return tags.map(tag => ({ id: `#${tag}`, text: tag, kind: 'tag', tokens: [] }))
}
