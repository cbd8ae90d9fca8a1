import { fold } from './fold.ts'

/** A part of a text, and whether it is one of the words that were searched for. */
interface Part {
  text: string
  isMarked: boolean
}

// As the API splits and folds words, so that what it finds is marked.
const WORD = /[\p{L}\p{M}\p{N}]+/gu
const SPACELESS =
  /[\p{scx=Han}\p{scx=Hiragana}\p{scx=Katakana}\p{scx=Hangul}\p{scx=Thai}\p{scx=Lao}\p{scx=Khmer}\p{scx=Myanmar}]/u
const SIGN = /\P{M}\p{M}*|\p{M}+/gu

/** Two forms of a word begin alike, and end with a few letters of their own. */
const SHORTEST_STEM = 3
const LONGEST_ENDING = 3

/** A text in parts, with the words of these queries marked. The last word of a query may be unfinished. */
export function markWords(text: string, queries: readonly string[]): Part[] {
  const sought = queries.flatMap(query => {
    const words = query.match(WORD) ?? []
    return words.map((word, index) => ({ folded: fold(word), isLast: index === words.length - 1 }))
  })
  const parts: Part[] = []
  function add(part: string, isMarked: boolean): void {
    const last = parts.at(-1)
    if (last?.isMarked === isMarked) last.text += part
    else if (part !== '') parts.push({ text: part, isMarked })
  }
  let end = 0
  for (const { 0: word, index } of text.matchAll(WORD)) {
    add(text.slice(end, index), false)
    end = index + word.length
    if (SPACELESS.test(word)) for (const part of markSigns(word, sought)) add(part.text, part.isMarked)
    else
      add(
        word,
        sought.some(one => isForm(fold(word), one)),
      )
  }
  add(text.slice(end), false)
  return parts
}

interface Sought {
  folded: string
  isLast: boolean
}

function isForm(word: string, { folded, isLast }: Sought): boolean {
  if (word === folded || (isLast && word.startsWith(folded))) return true
  const [short, long] = word.length < folded.length ? [word, folded] : [folded, word]
  return (
    short.length >= SHORTEST_STEM && long.length - short.length <= LONGEST_ENDING && long.startsWith(short)
  )
}

/** Without spaces, what was searched for can begin at any sign. */
function markSigns(word: string, sought: readonly Sought[]): Part[] {
  const signs = word.match(SIGN) ?? []
  const folded = signs.map(fold)
  const isMarked = signs.map(() => false)
  for (const { folded: wanted } of sought) {
    for (let from = 0; from < signs.length; from += 1) {
      let to = from
      let reached = ''
      while (to < signs.length && reached.length < wanted.length) {
        reached += folded[to]
        to += 1
      }
      if (reached === wanted) isMarked.fill(true, from, to)
    }
  }
  return signs.map((text, index) => ({ text, isMarked: isMarked[index] ?? false }))
}
