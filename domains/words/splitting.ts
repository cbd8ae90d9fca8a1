import { fold } from '#domains/words/fold.ts'

/** A word of a text. */
export interface Word {
  /** In lower case, with its accents. */
  written: string
  folded: string
  /** A piece of one or two signs, from a script that does not put spaces between words. */
  isPiece: boolean
}

/** Nobody types more of a word. */
const LONGEST_WORD = 40

const LETTER = '[\\p{L}\\p{M}\\p{N}]'
const JOINT = "['’ʼ＇_‐‑-]"
const CHUNK = new RegExp(`${LETTER}+(?:${JOINT}+${LETTER}+)*`, 'gu')
const JOINTS = new RegExp(`${JOINT}+`, 'u')
const APOSTROPHE = /['’ʼ＇]/u
const SPACELESS =
  '[\\p{scx=Han}\\p{scx=Hiragana}\\p{scx=Katakana}\\p{scx=Hangul}\\p{scx=Thai}\\p{scx=Lao}\\p{scx=Khmer}\\p{scx=Myanmar}]'
const RUN = new RegExp(`${SPACELESS}+|(?:(?!${SPACELESS})${LETTER})+`, 'gu')
const IS_SPACELESS = new RegExp(`^${SPACELESS}`, 'u')
const SIGN = /\P{M}\p{M}*|\p{M}+/gu
/** What is likely to be one word in a script without spaces: a run of one script. */
const PHRASE =
  /\p{Script=Han}{2,8}|[\p{Script=Katakana}ー]{2,12}|\p{Script=Hangul}{2,8}|[\p{Script=Thai}\p{M}]{2,12}/gu

/** All words of a text, as they are stored. What has an apostrophe or a hyphen in it is found in parts and as a whole. */
export function wordsIn(text: string): Word[] {
  return chunksOf(text).flatMap(({ parts }) => [
    ...parts.flatMap(part => (isSpaceless(part) ? piecesOf(part, [1, 2]) : [wordOf(part)])),
    ...joined(parts),
  ])
}

/** The words that a query asks for: each of them must be there, in one of several ways. */
export function wordsAskedFor(query: string): Word[][] {
  return chunksOf(query).flatMap(({ parts, hasApostrophe }) => {
    const [whole] = joined(parts)
    // `l'été` and `t-shirt` are also written without what comes before the joint.
    if (whole && (hasApostrophe || parts.some(part => part.length === 1))) {
      return [[whole, wordOf(longest(parts))]]
    }
    return parts.flatMap(part => {
      if (!isSpaceless(part)) return [[wordOf(part)]]
      const isOneSign = signsOf(part).length === 1
      return piecesOf(part, [isOneSign ? 1 : 2]).map(piece => [piece])
    })
  })
}

/** Runs of one script without spaces that are short enough to be a word, each with its pieces. */
export function phrasesIn(text: string): { written: string; folded: string; pieces: Word[] }[] {
  return [...lowered(text).matchAll(PHRASE)].map(([written]) => ({
    written,
    folded: fold(written),
    pieces: piecesOf(written, [2]),
  }))
}

interface Chunk {
  parts: string[]
  hasApostrophe: boolean
}

function chunksOf(text: string): Chunk[] {
  return [...lowered(text).matchAll(CHUNK)].map(([chunk]) => ({
    parts: chunk.split(JOINTS).flatMap(part => part.match(RUN) ?? []),
    hasApostrophe: APOSTROPHE.test(chunk),
  }))
}

function lowered(text: string): string {
  return text.normalize('NFKC').toLowerCase().normalize('NFC')
}

/** The parts as one word: `don't` is also written `dont`, and `slow_life` `slowlife`. */
function joined(parts: readonly string[]): Word[] {
  return parts.length > 1 && !parts.some(isSpaceless) ? [wordOf(parts.join(''))] : []
}

function wordOf(text: string): Word {
  const written = [...text].slice(0, LONGEST_WORD).join('')
  return { written, folded: fold(written), isPiece: false }
}

function piecesOf(run: string, sizes: readonly (1 | 2)[]): Word[] {
  const signs = signsOf(run)
  return sizes.flatMap(size =>
    signs.slice(0, signs.length - size + 1).map((_, at) => {
      const written = signs.slice(at, at + size).join('')
      return { written, folded: fold(written), isPiece: true }
    }),
  )
}

function signsOf(run: string): string[] {
  return run.match(SIGN) ?? []
}

function isSpaceless(part: string): boolean {
  return IS_SPACELESS.test(part)
}

function longest(parts: readonly string[]): string {
  return parts.reduce((best, part) => (part.length > best.length ? part : best), '')
}
