import { becomes, condition, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 57 and 83 of docs/trust.md: genuine events, and keys of the right kind. */
export const STRIPE_PROTECTIONS: readonly Protection[] = [
  out('57 time', condition(false)),
  out('57 signed', becomes('secrets.length > 0')),
  out('57 scheme', becomes('true')),
  out('83 live', condition(false)),
  out('83 test', condition(false)),
  out('83 secrets', condition(false)),
  out('83 needed', condition(false)),
  out('83 version', remove),
]
