import { plainToken } from '#domains/words/plain-token.ts'
import { type Word, wordsAskedFor, wordsIn } from '#domains/words/splitting.ts'

const LONGEST_BEGINNING = 12

/** What a partner is found by: the words of its brand, and what each of them, or all as one, begins with. */
export function wordsOfBrand(brandName: string): string[] {
  const words = wordsIn(brandName)
  const whole = words.filter(({ isPiece }) => !isPiece).map(({ folded }) => folded)
  const begun = [...whole, whole.join('')].filter(word => word.length > 0)
  return [...new Set([...words.map(plainToken), ...begun.flatMap(beginningsOf)])]
}

/** What the words of a query are stored as with the partners that have them. The last one may be unfinished. */
export function brandWordsAskedFor(q: string): string[][] {
  const asked = wordsAskedFor(q)
  return asked.map((words, at) => {
    const isLast = at === asked.length - 1
    return words.map(word => (isLast && !word.isPiece ? beginning(word) : plainToken(word)))
  })
}

function beginningsOf(word: string): string[] {
  const letters = [...word].slice(0, LONGEST_BEGINNING)
  return letters.map((_, at) => `^${letters.slice(0, at + 1).join('')}`)
}

function beginning({ folded }: Word): string {
  return `^${[...folded].slice(0, LONGEST_BEGINNING).join('')}`
}
