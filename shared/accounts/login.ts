import { findAccountByEmail, replacePasswordHash, type StoredAccount } from '#shared/accounts/accounts.ts'
import { hashPassword, isPassword, isWeakHash } from '#shared/accounts/passwords.ts'
import type { Caller, Role } from '#shared/http/endpoint.ts'
import { countAttempt } from '#shared/limits/attempts.ts'
import { LIMITS } from '#shared/limits/limits.ts'

export interface LoginAttempt {
  account: StoredAccount | null
  /** RateLimit headers for the answer. */
  headers: Record<string, string>
}

/**
 * Finds the account that these credentials are of, or null. Counted before the comparison, so that a burst
 * makes no more comparisons than the limits allow; a success is not counted.
 * @throws Problem TooManyRequests, even with the right password
 */
export async function checkCredentials(
  role: Role,
  { email, password }: { email: string; password: string },
  caller: Caller,
): Promise<LoginAttempt> {
  const who = `${role} ${email.toLowerCase()}`
  // Without an address all share one bucket: to hide it must not be a way around the limit.
  const [fromAddress, account] = await Promise.all([
    countAttempt({ limit: LIMITS.loginFromAddress, key: `${who} ${caller.ip ?? 'unknown'}` }),
    findAccountByEmail(role, email),
  ])
  // Only after the other: what one address is refused must not use up what all addresses have.
  const inARow = await countAttempt({ limit: LIMITS.loginInARow, key: who })
  const isRight = await isPassword(password, account?.passwordHash)
  if (!account || !isRight) return { account: null, headers: fromAddress.headers }
  await Promise.all([fromAddress.giveBack(), inARow.clear(), renewHash(account, password)])
  return { account, headers: fromAddress.headers }
}

async function renewHash(account: StoredAccount, password: string): Promise<void> {
  if (isWeakHash(account.passwordHash)) await replacePasswordHash(account, await hashPassword(password))
}
