import { becomes, condition, drop, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 111 to 113 and 126 of docs/trust.md: bodies, passwords and names. */
export const INPUT_PROTECTIONS: readonly Protection[] = [
  out('111 length', condition(false)),
  out('111 around', condition(false)),
  out('111 faults', becomes('faults')),
  out('112 prefix', becomes('Number.POSITIVE_INFINITY')),
  out('113 readable', becomes('true')),
  out('126 characters', remove),
  out('126 visible', remove),
  out('126 website', remove),
  out('126 brand', drop('unique')),
]
