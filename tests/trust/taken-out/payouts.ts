import { becomes, condition, drop, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 64, 75, 76, 81, 82 and 85 of docs/trust.md: partners who are paid, and receipts. */
export const PAYOUT_PROTECTIONS: readonly Protection[] = [
  out('64 receipt', condition(false)),
  out('64 verified', condition(false)),
  out('64 own-link', becomes("'acct_1'")),
  out('55 one-account', becomes('{}')),
  out('75 latest', condition(false)),
  out('76 long', remove),
  out('76 spelling', condition(false)),
  out('76 credentials', condition(false)),
  out('76 origin', becomes('true')),
  out('81 minimum', becomes('Object.hasOwn(MINIMUM_BY_CURRENCY, currency)')),
  out('82 receipt-email', set('email', 'buyer.email')),
  out('85 same-transaction', drop('session')),
]
