import { knownDevice, rememberDevice } from '#domains/accounts/devices.ts'
import { hashPassword, isPassword, isWeakHash } from '#domains/accounts/passwords.ts'
import {
  findAccountByEmail,
  findAccountById,
  renewPasswordHash,
  type StoredAccount,
} from '#domains/accounts/stored-accounts.ts'
import { countAttempt, forgetFailures, refusedBefore } from '#domains/limits/attempts.ts'
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

/** What the browser sends along: its cookies, which another login replaces. */
export interface Browser {
  refreshToken: string | undefined
  deviceToken: string | undefined
}

/** Starts a session for an email and a password, with the RateLimit headers for the answer. */
export async function logIn(role: Role, credentials: Credentials, caller: Caller, browser: Browser) {
  const checked = await checkCredentials(role, credentials, caller, browser.deviceToken)
  if (isRefusal(checked)) return checked
  const { account, headers } = checked
  const tokens = await startSession(account, caller, browser.refreshToken)
  // [17 late-login] A new password ends the sessions that exist. If it was set while the old one was being compared, this session
  // is too late to be ended with them.
  if (await isStillPassword(account, credentials.password)) {
    return { account, tokens, device: rememberDevice(browser.deviceToken, account), headers }
  }
  await endSession(tokens.refresh)
  return refuse('InvalidCredentials', { headers })
}

/** After a reset by mail: the owner is not locked out by those who have guessed before. */
export async function forgetFailedLogins({ role, email }: Pick<StoredAccount, 'role' | 'email'>) {
  await forgetFailures({ limit: LIMITS.loginInARow, key: nameOf(role, email) })
}

/** The account that these credentials belong to. A success is not counted. */
async function checkCredentials(
  role: Role,
  { email, password }: Credentials,
  caller: Caller,
  token?: string,
) {
  const strangers = limitsOfStrangers(nameOf(role, email), caller)
  // A flood of guesses asks for nothing more.
  const before = token === undefined ? refusedBefore(...strangers) : null
  if (before) return before
  const account = await findAccountByEmail(role, email)
  const device = account && knownDevice(token, account)
  // [6 counted-first] An attempt is counted before its password is compared: a burst must not outrun the count.
  const attempt = await countAttempt(
    // [110 device] Where the owner has logged in before, only what was tried there counts.
    ...(device ? [{ limit: LIMITS.loginFromDevice, key: `${account.id} ${device}` }] : strangers),
  )
  if (isRefusal(attempt)) return attempt
  const { headers } = attempt
  const isRight = await isPassword(password, account?.passwordHash, caller.network)
  if (!account || !isRight) {
    await attempt.fail()
    count('LoginsRefused')
    return refuse('InvalidCredentials', { headers })
  }
  const [passwordHash] = await Promise.all([renewHash(account, password), attempt.succeed()])
  return { account: { ...account, passwordHash }, headers }
}

function limitsOfStrangers(who: string, { network }: Caller) {
  return [
    { limit: LIMITS.loginFromNetwork, key: network },
    {
      limit: LIMITS.loginFromAddress,
      // [6 no-address] Callers without an address share one network: hiding the address must not be a way around this.
      key: `${who} ${network}`,
    },
    { limit: LIMITS.loginInARow, key: who },
  ]
}

function nameOf(role: Role, email: string): string {
  return `${role} ${email.toLowerCase()}`
}

/** The hash that the account has then. */
async function renewHash(account: StoredAccount, password: string): Promise<string> {
  const { passwordHash } = account
  // [8 renewed] The password is known only at a login, so this is when it can be hashed again.
  if (!isWeakHash(passwordHash)) return passwordHash
  const renewed = await hashPassword(password)
  return (await renewPasswordHash(account, renewed)) ? renewed : passwordHash
}

async function isStillPassword({ role, id, passwordHash }: StoredAccount, password: string) {
  const now = await findAccountById(role, id)
  if (!now || now.passwordHash === passwordHash) return now !== null
  // Changed, or the same one with its hash renewed.
  return isPassword(password, now.passwordHash)
}
