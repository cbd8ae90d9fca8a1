import { becomes, before, condition, drop, remove, set } from './mutations.ts'
import { out, type Protection } from './protection.ts'

/** Rows 1 to 8 and 128 of docs/trust.md: accounts, passwords and what is left of them. */
export const ACCOUNT_PROTECTIONS: readonly Protection[] = [
  out('1 long', remove),
  out('1 common', remove),
  out('1 well-known', becomes('undefined')),
  out('2 users-email', drop('unique')),
  out('2 users-email', drop('collation')),
  out('2 partners-email', drop('unique')),
  out('2 partners-email', drop('collation')),
  out('3 decoy', becomes("''")),
  out('3 damaged', becomes('/./')),
  out('4 credentials', set('email', 'z.any()')),
  out('4 credentials', set('password', 'z.any()')),
  out('5 from-address', set('quota', '150')),
  out('5 in-a-row', set('quota', '1_000')),
  out('6 counted-first', before('await isPassword(password, account?.passwordHash)')),
  out('6 address', becomes("headers['x-forwarded-for'] ?? $")),
  out('6 no-address', becomes('$ + Math.random()')),
  // Each of them alone lets only one of two resets succeed.
  out('7 used-once', becomes('true'), ['7 same-password', drop('passwordHash')]),
  out('7 expiry', drop('expiresAt')),
  out('7 same-time', becomes('0')),
  out('8 renewed', condition(false)),
  out('128 hashed', becomes('token')),
  out('128 reset-links', remove),
  out('128 email-links', remove),
  out('128 outbox', remove),
  out('128 answers', remove),
  out('128 activities', remove),
  out('128 plays', remove),
]
