import { becomes, condition, drop, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 65 to 70 of docs/trust.md: who may play what, and for how long. */
export const PLAYBACK_PROTECTIONS: readonly Protection[] = [
  out('65 rule', condition(false)),
  out('65 active', drop('state')),
  out('65 access', condition(true)),
  out('66 form', set('isPrivateFile', "'false'")),
  out('66 private', becomes('false')),
  out('66 examined', condition(false)),
  out('67 measured', becomes('PREVIEW_SECONDS')),
  out('67 budget', condition(false)),
  out('67 counted', drop('$inc')),
  out('68 personal', condition(false)),
  out('68 an-hour', becomes('Number.POSITIVE_INFINITY')),
  out('69 in-time', remove),
  out('69 refused', condition(true)),
  out('70 preview', remove),
]
