import type { Account, Operations } from '#client'
import { account, forgetAccount, type Role, rememberAccount } from '../api/account.ts'
import { api, attempt, type Outcome } from '../api/api.ts'
import { forgetKeptOf } from '../device/kept.ts'
import { forgetTypedEmail } from './typed-email.ts'

export type Credentials = Operations['loginUser']['input']['body']

type Entered = Outcome<{ account: Account }>

/** Begins a session. `enter` then shows its account in the player. */
export function logInAs(role: Role, body: Credentials): Promise<Entered> {
  return attempt(role === 'user' ? api.loginUser({ body }) : api.loginPartner({ body }))
}

/**
 * Begins a session with these credentials, whether they are those of a viewer or of a partner.
 * @param expected is tried first, and then it is not asked whether there is an account of the other role as well
 * @returns two accounts if the credentials are those of both: the session is that of the last one
 */
export async function logIn(
  body: Credentials,
  expected: Role | null,
): Promise<Outcome<{ accounts: Account[] }>> {
  const first = await logInAs(expected ?? 'user', body)
  if (first.ok && expected !== null) return { ok: true, data: { accounts: [first.data.account] } }
  if (!first.ok && first.failure.code === 'Unreachable') return first
  // A session that has begun ends only if this begins another one.
  const second = await logInAs(expected === 'partner' ? 'user' : 'partner', body)
  if (!first.ok && !second.ok) return first.failure.code === 'InvalidCredentials' ? second : first
  const accounts = [first, second].flatMap(outcome => (outcome.ok ? [outcome.data.account] : []))
  return { ok: true, data: { accounts } }
}

/** Creates an account and begins its session. `enter` then shows it in the player. */
export async function register(role: Role, name: string, body: Credentials): Promise<Entered> {
  const call =
    role === 'user'
      ? api.registerUser({ body: { username: name, ...body } })
      : api.registerPartner({ body: { brandName: name, ...body } })
  const outcome = await attempt(call)
  // Whose days its statistics have. It can be changed in the profile, so nobody waits for it.
  if (outcome.ok && role === 'partner') void changeProfile({ timeZone: localTimeZone() })
  return outcome
}

/** Shows the account whose session has begun. */
export function enter(account: Account): void {
  rememberAccount(account)
  forgetTypedEmail()
}

/** IANA, as the browser knows it. */
function localTimeZone(): string {
  return new Intl.DateTimeFormat().resolvedOptions().timeZone
}

export async function logOut(): Promise<Outcome<undefined>> {
  const outcome = await attempt(api.logout())
  if (outcome.ok) forgetAccount()
  return outcome
}

export function changeProfile(
  body: Operations['updateMe']['input']['body'],
): Promise<Outcome<{ account: Account }>> {
  return remember(attempt(api.updateMe({ body })))
}

export async function deleteAccount(password: string): Promise<Outcome<undefined>> {
  const { value: someone } = account
  const outcome = await attempt(api.deleteMe({ body: { password } }))
  if (outcome.ok && someone) await forgetKeptOf(someone.id)
  if (outcome.ok) forgetAccount()
  return outcome
}

let confirming: Promise<void> | undefined

/** Asks the API who is logged in, if someone should be. The client renews an expired access cookie on the way. */
export function confirmSession(): Promise<void> {
  if (account.value === null) return Promise.resolve()
  confirming ??= remember(attempt(api.getMe())).then(() => {
    confirming = undefined
  })
  return confirming
}

async function remember(
  call: Promise<Outcome<{ account: Account }>>,
): Promise<Outcome<{ account: Account }>> {
  const outcome = await call
  if (outcome.ok) rememberAccount(outcome.data.account)
  return outcome
}
