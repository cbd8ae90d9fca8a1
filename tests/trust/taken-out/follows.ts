import { becomes, condition, drop, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 86 to 88, 93 and 94 of docs/trust.md: follows and scheduled reels. */
export const FOLLOW_PROTECTIONS: readonly Protection[] = [
  out('86 chunk', becomes('1_000')),
  out('86 merged', becomes('0')),
  out('87 keyset', condition(false)),
  out('88 one-each', drop('unique')),
  out('88 inserted', condition(false)),
  out('88 removed', condition(true)),
  out('88 limit', condition(false)),
  out('93 shown', becomes("status === 'ready'")),
  out('93 filter', drop('publishedAt')),
  // What shows reels leaves them out as well.
  out('93 feed', becomes('{}'), ['93 shown', becomes("status === 'ready'")]),
  out('93 following', becomes('{}'), ['93 shown', becomes("status === 'ready'")]),
  out('93 time', condition(false)),
  out('94 ahead', condition(true)),
  out('94 database-time', remove),
]
