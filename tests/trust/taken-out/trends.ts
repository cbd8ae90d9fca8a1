import { becomes, condition, drop, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 89 to 92 and 106 of docs/trust.md: what trends, and share pages. */
export const TREND_PROTECTIONS: readonly Protection[] = [
  out('89 once', drop('pending')),
  out('90 ended', drop('expiresAt')),
  out('91 once', becomes('{ reel, account, kind, at }')),
  out('91 age', becomes('true')),
  out('91 accounts', condition(true)),
  out('92 never-empty', condition(true)),
  out('92 once', condition(true)),
  out('106 escaped', becomes('text')),
  out('106 policy', remove),
]
