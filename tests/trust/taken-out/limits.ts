import { becomes, before, condition, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 109, 110 and 114 to 125 of docs/trust.md: guessing, the sessions of an account, and what it may do. */
export const LIMIT_PROTECTIONS: readonly Protection[] = [
  out('109 from-network', set('quota', '10_000')),
  out('110 growing', condition(false)),
  out('110 from-device', set('quota', '10_000')),
  out('110 device', condition(false)),
  out('110 signed', becomes('true')),
  out('110 password', becomes("['device', role, id, device].join('\\n')")),
  out('110 forgotten', remove),
  out('114 without-cookies', before('if (!event.cookies?.length) return')),
  out('115 nobody', remove),
  out('115 again', becomes('result')),
  out('116 stray', condition(false)),
  out('117 writes', set('quota', '10_000')),
  out('117 name-changes', set('quota', '10_000')),
  out('117 open-forms', set('quota', '10_000')),
  out('117 upload-bytes', set('quota', '1e15')),
  out('118 once-ours', condition(false)),
  out('119 oldest', condition(false)),
  out('120 under-way', becomes('true')),
  out('121 session-before', remove),
  out('122 signs', becomes('text.toLowerCase()')),
  out('122 digits', becomes('characters')),
  out('123 sessions', remove),
  out('123 links', remove),
  out('123 told', remove),
  out('124 host', condition(false)),
  out('125 at-most', becomes('unused')),
]
