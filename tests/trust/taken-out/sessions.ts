import { becomes, before, callback, condition, drop, receiver, remove } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 9 to 19 of docs/trust.md: sessions, cookies and tokens. */
export const SESSION_PROTECTIONS: readonly Protection[] = [
  out('9 http-only', remove),
  out('9 session-before', remove),
  out('10 verified', drop('algorithms')),
  out('10 verified', drop('issuer')),
  out('10 verified', drop('audience')),
  out('10 expiry', condition(false)),
  out('10 key', callback('true')),
  out('11 twice', condition(false)),
  out('12 role', condition(false)),
  out('12 same-account', becomes('true')),
  out('13 race', becomes('false')),
  out('14 grace', becomes('true')),
  out('14 latest', drop('refreshHash')),
  out('14 revoked', remove),
  out('15 in-place', before('await sessions().insertOne({ ...session, _id: new ObjectId() })')),
  out('16 alive', condition(false)),
  out('17 new-password', remove),
  out('17 deleted', remove),
  out('17 late-login', condition(true)),
  out('18 old-keys', receiver('$.slice(0, 1)')),
  out('19 short', becomes('1')),
  out('19 laptop', condition(false)),
]
