import { becomes, callback, condition, drop, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 95 to 98 of docs/trust.md: search. */
export const SEARCH_PROTECTIONS: readonly Protection[] = [
  out('95 accents', remove),
  out('95 corrected', becomes('new Map()')),
  out('96 budget', set('budget', '100_000')),
  out('97 edited', remove),
  out('97 noted', remove),
  out('97 renamed', remove),
  // What shows reels leaves it out as well.
  out('97 public', drop('publishedAt'), ['93 shown', becomes("status === 'ready'")]),
  out('97 withdrawn', drop('words')),
  out('97 brand', condition(false)),
  out('97 suggested', callback('true')),
  out('97 corrected', callback('true')),
  out('98 keyset', drop('$or')),
]
