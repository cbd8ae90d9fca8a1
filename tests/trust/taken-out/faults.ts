import { becomes, condition, drop, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 39 to 49 of docs/trust.md: consistency and faults. */
export const FAULT_PROTECTIONS: readonly Protection[] = [
  out('39 one-each', drop('unique')),
  out('39 inserted', becomes('true')),
  out('40 unmoved', drop('...')),
  out('41 once', condition(true)),
  out('42 too-late', remove),
  out('42 likes-of-reel', remove),
  out('43 forgotten', condition(false)),
  out('44 time-out', becomes('0')),
  out('44 idle', remove),
  out('45 load', remove),
  out('45 attempts', becomes('300')),
  out('46 one-connection', condition(true)),
  out('46 pool', becomes('100')),
  out('47 noted', remove),
  out('48 acknowledged', remove),
  out('49 indexes', condition(false)),
]
