import { hashPassword, isPassword, isWeakHash } from '#domains/accounts/passwords.ts'
import {
  findAccountByEmail,
  findAccountById,
  renewPasswordHash,
  type StoredAccount,
} from '#domains/accounts/stored-accounts.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Caller, Role } from '#shared/contract/viewer.ts'
import { count } from '#shared/runtime/metrics.ts'
import { endSession } from '#shared/sessions/ending.ts'
import { startSession } from '#shared/sessions/refreshing.ts'

interface Credentials {
  email: string
  password: string
}

/**
 * Starts a session for an email and a password, with the RateLimit headers for the answer.
 * @param before the refresh token that the browser had; its session ends
 */
export async function logIn(role: Role, credentials: Credentials, caller: Caller, before?: string) {
  const checked = await checkCredentials(role, credentials, caller)
  if (isRefusal(checked)) return checked
  const { account, headers } = checked
  const [tokens] = await Promise.all([
    startSession(account, caller),
    // [9 session-before] The browser is about to lose the cookie of that session, and could not end it later.
    before && endSession(before),
  ])
  // [17 late-login] A new password ends the sessions that exist. If it was set while the old one was being compared, this session
  // is too late to be ended with them.
  if (await isStillPassword(account, credentials.password)) return { account, tokens, headers }
  await endSession(tokens.refresh)
  return refuse('InvalidCredentials', { headers })
}

/** The account that these credentials belong to. A success is not counted. */
async function checkCredentials(role: Role, { email, password }: Credentials, caller: Caller) {
  // [6 counted-first] An attempt is counted before its password is compared: a burst must not outrun the count.
  const who = `${role} ${email.toLowerCase()}`
  const [fromAddress, account] = await Promise.all([
    countAttempt({
      limit: LIMITS.loginFromAddress,
      // [6 no-address] Callers without an address share one limit: hiding the address must not be a way around it.
      key: `${who} ${caller.network}`,
    }),
    findAccountByEmail(role, email),
  ])
  if (isRefusal(fromAddress)) return fromAddress
  const { headers } = fromAddress
  // Second: what one address is refused must not use up what all addresses have.
  const inARow = await countAttempt({ limit: LIMITS.loginInARow, key: who })
  if (isRefusal(inARow)) return inARow
  const isRight = await isPassword(password, account?.passwordHash)
  if (!account || !isRight) {
    count('LoginsRefused')
    return refuse('InvalidCredentials', { headers })
  }
  await Promise.all([fromAddress.giveBack(), inARow.clear(), renewHash(account, password)])
  return { account, headers }
}

async function renewHash(account: StoredAccount, password: string): Promise<void> {
  // [8 renewed] The password is known only at a login, so this is when it can be hashed again.
  if (isWeakHash(account.passwordHash)) await renewPasswordHash(account, await hashPassword(password))
}

async function isStillPassword({ role, id, passwordHash }: StoredAccount, password: string) {
  const now = await findAccountById(role, id)
  if (!now || now.passwordHash === passwordHash) return now !== null
  // Changed, or the same one with its hash renewed.
  return isPassword(password, now.passwordHash)
}
