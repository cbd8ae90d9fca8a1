import { fold } from '#domains/words/fold.ts'
import { plainToken, type Token } from '#domains/words/plain-token.ts'
import type { Word } from '#domains/words/splitting.ts'
import { languagesIn, loadStemmers, scriptOf, stemmerOf, stemmingLanguage } from '#domains/words/stemmers.ts'

/** Gives the tokens of words of a text in a language. */
export async function tokensIn(language: string, words: readonly Word[]): Promise<Token[][]> {
  const codes = words.map(word => (word.isPiece ? null : stemmingLanguage(language, scriptOf(word.folded))))
  await loadStemmers(codes.filter(code => code !== null))
  return words.map((word, at) => {
    const code = codes[at]
    return code ? stemsOf(word, code) : [plainToken(word)]
  })
}

/** The tokens of a word in every language that it may be in: a query does not say which. */
export async function tokensOfQuery(words: readonly Word[]): Promise<Token[][]> {
  const languages = words.map(word => (word.isPiece ? [] : languagesIn(scriptOf(word.folded))))
  await loadStemmers(languages.flat())
  return words.map((word, at) => [
    plainToken(word),
    ...(languages[at] ?? []).flatMap(code => stemsOf(word, code)),
  ])
}

/** Some rules need the accents (`navegación`), and people leave them out: so the stem is found in both ways. */
function stemsOf({ written, folded }: Word, code: string): Token[] {
  const stem = stemmerOf(code)
  // `garden` and `gard` have one stem in German, but not in English.
  return [...new Set([fold(stem(written)), fold(stem(folded))])].map(form => `${code}:${form}`)
}
