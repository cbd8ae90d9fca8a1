import { becomes, condition, drop, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 107, 127, 129, 131 and 132 of docs/trust.md: the player, the way to the API, and what deployed code may do. */
export const SUPPLY_PROTECTIONS: readonly Protection[] = [
  out('107 stacks', becomes('new Map()')),
  out('107 shares', becomes('1')),
  out('107 lean', remove),
  out('127 headers', drop('content-security-policy')),
  out('127 headers', drop('x-content-type-options')),
  out('127 headers', drop('referrer-policy')),
  out('127 malformed', remove),
  out('129 key', condition(false)),
  out('129 viewer', becomes('({ isOpen: true, address: requestContext.http.sourceIp ?? null })')),
  out('129 closed', condition(false)),
  out('129 network', becomes('address')),
  out('131 boundary', remove),
  out('131 demanded', remove),
  out('132 needed', becomes("['database', 'media', 'sessions', 'webhook']")),
  out('132 named', becomes("arnOf('ssm', 'parameter')")),
  out('132 asked', becomes('[...SECRETS]')),
]
