import { becomes, condition, drop, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 99 to 105 and 108 of docs/trust.md: what counts as watched, and who may know it. */
export const VIEW_PROTECTIONS: readonly Protection[] = [
  out('99 union', remove),
  out('99 one-view', condition(true)),
  out('100 signed', condition(false)),
  out('100 expired', condition(false)),
  out('100 passed', becomes('Number.POSITIVE_INFINITY')),
  out('100 together', becomes('Number.POSITIVE_INFINITY')),
  out('100 cookie-less', condition(false)),
  out('101 counted', becomes('new Map()')),
  out('101 waiting', drop('$min')),
  out('101 meanwhile', drop('beacons')),
  out('102 bots', condition(false)),
  out('102 own', condition(false)),
  out('103 forgotten', remove),
  out('103 salts', remove),
  out('103 two-days', set('expiresAt', 'new Date(8.64e15)')),
  out('103 hashed', becomes('caller.network')),
  out('104 hidden', condition(true)),
  out('105 few', becomes('false')),
  out('105 own', condition(false)),
  out('108 lost', remove),
  out('108 same-time', becomes('null')),
  out('108 uncounted', becomes('taken !== null')),
]
