import { distance } from 'fastest-levenshtein'

export const LONGEST_PREFIX = 8
/** Letters of a word whose deletions are stored: of a longer word, its beginning. */
const LETTERS = 12
const FEWEST_LETTERS = 3
const LETTERS_FOR_TWO = 8

/** The first letters of a word: 1 to 8 of them. */
export function prefixesOf(word: string): string[] {
  const letters = [...word].slice(0, LONGEST_PREFIX)
  return letters.map((_, at) => letters.slice(0, at + 1).join(''))
}

/**
 * A word and what is left of it without one letter. Two words that differ in one letter, or in the order of two, have
 * one of these in common. After SymSpell, by Wolf Garbe.
 */
export function deletionsOf(word: string): string[] {
  const letters = [...word].slice(0, LETTERS)
  if (letters.length < FEWEST_LETTERS) return []
  return [...new Set([letters.join(''), ...letters.map((_, at) => letters.toSpliced(at, 1).join(''))])]
}

/** How many letters of a word are wrong, if it is meant as the other one; null if they are too different. */
export function wrongLetters(typed: string, meant: string): number | null {
  if (isSwapped(typed, meant)) return 1
  const wrong = distance(typed, meant)
  const allowed = [...typed].length >= LETTERS_FOR_TWO ? 2 : 1
  return wrong > 0 && wrong <= allowed ? wrong : null
}

/** Two neighbours are in each other's place. */
function isSwapped(typed: string, meant: string): boolean {
  const [one, other] = [[...typed], [...meant]]
  const at = one.findIndex((letter, index) => letter !== other[index])
  if (at < 0 || at + 1 >= one.length) return false
  const [first = '', second = ''] = one.slice(at, at + 2)
  return one.toSpliced(at, 2, second, first).join('') === meant
}
