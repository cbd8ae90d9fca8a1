import type { Word } from '#domains/words/splitting.ts'

/**
 * What words are compared by: the stem with its language, as `en:wave`, or the word itself, as `:2026`, if there is no
 * stemmer for it. The language is in it because `news` and `new` have one stem in Dutch, but not in English.
 */
export type Token = string

/** The word itself. What needs no stems does not load the rules of 27 languages. */
export function plainToken({ folded }: Pick<Word, 'folded'>): Token {
  return `:${folded}`
}
