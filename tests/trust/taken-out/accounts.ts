import { out, type Protection } from './protection.ts'

const ACCOUNTS = 'domains/accounts'

/** Rows 1 to 8 of docs/trust.md: accounts and passwords. */
export const ACCOUNT_PROTECTIONS: readonly Protection[] = [
  out(1, 'the list of common passwords', `${ACCOUNTS}/new-password.ts`, '!isCommon(password)', 'true'),
  out(
    1,
    'the limit of 72 bytes',
    `${ACCOUNTS}/new-password.ts`,
    'Buffer.byteLength(password) <= maxBytes',
    'true',
  ),
  out(1, 'the words of the account', `${ACCOUNTS}/new-password.ts`, 'word.toLowerCase() === wanted', 'false'),
  out(
    2,
    'the unique index on emails',
    `${ACCOUNTS}/user-model.ts`,
    '.index({ email: 1 }, { unique: true, ',
    '.index({ email: 1 }, { ',
  ),
  out(
    2,
    'its comparison without case',
    `${ACCOUNTS}/partner-model.ts`,
    '{ unique: true, collation: CASE_INSENSITIVE }',
    '{ unique: true }',
  ),
  out(
    3,
    'the comparison where there is no account',
    `${ACCOUNTS}/passwords.ts`,
    '  const matches = await',
    '  if (!isUsable) return false\n  const matches = await',
  ),
  out(
    3,
    'the look at a damaged hash',
    `${ACCOUNTS}/passwords.ts`,
    'BCRYPT_HASH.test(passwordHash)',
    'passwordHash.length > 0',
  ),
  out(
    4,
    'the schema of credentials',
    `${ACCOUNTS}/credentials.ts`,
    'email: Email, password: Password',
    'email: z.any(), password: z.any()',
  ),
  out(
    5,
    'the limit for one address',
    'domains/limits/limits.ts',
    "name: 'login', attempts: 15",
    "name: 'login', attempts: 150",
  ),
  out(5, 'the limit over all addresses', 'domains/limits/limits.ts', 'attempts: 100,', 'attempts: 1_000,'),
  out(
    6,
    'counting before comparing',
    `${ACCOUNTS}/login.ts`,
    '  const who =',
    '  await isPassword(password, (await findAccountByEmail(role, email))?.passwordHash)\n  const who =',
  ),
  out(
    6,
    'the address as the gateway saw it',
    'shared/http/carry-out.ts',
    'ip: http.sourceIp',
    "ip: call.event.headers['x-forwarded-for'] ?? http.sourceIp",
  ),
  out(
    6,
    'one bucket for all without an address',
    `${ACCOUNTS}/login.ts`,
    "caller.ip ?? 'unknown'",
    'caller.ip ?? Math.random()',
  ),
  {
    row: 7,
    without: 'one use of each reset token, and of the password that it replaces',
    edits: [
      {
        file: `${ACCOUNTS}/password-resets.ts`,
        take: 'return deletedCount === 1',
        put: 'return true',
      },
      { file: `${ACCOUNTS}/accounts.ts`, take: 'passwordHash: account.passwordHash }', put: '}' },
    ],
  },
  out(
    7,
    'the expiry of reset tokens',
    `${ACCOUNTS}/password-resets.ts`,
    ', expiresAt: { $gt: new Date() } }',
    ' }',
  ),
  out(
    7,
    'the same time for every answer',
    'functions/auth/forgot-password.ts',
    ', pause(ANSWER_MILLISECONDS)',
  ),
  out(8, 'renewing hashes', `${ACCOUNTS}/login.ts`, ', renewHash(account, password)]', ']'),
]
