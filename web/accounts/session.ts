import type { Account, Operations } from '#client'
import { account, forgetAccount, type Role, rememberAccount } from '../api/account.ts'
import { api, attempt, type Outcome } from '../api/api.ts'

type Credentials = Operations['loginUser']['input']['body']

export function logIn(role: Role, body: Credentials): Promise<Outcome<{ account: Account }>> {
  return remember(attempt(role === 'user' ? api.loginUser({ body }) : api.loginPartner({ body })))
}

export async function register(
  role: Role,
  name: string,
  body: Credentials,
): Promise<Outcome<{ account: Account }>> {
  const call =
    role === 'user'
      ? api.registerUser({ body: { username: name, ...body } })
      : api.registerPartner({ body: { brandName: name, ...body } })
  const outcome = await remember(attempt(call))
  // Whose days its statistics have. It can be changed in the profile, so nobody waits for it.
  if (outcome.ok && role === 'partner') void changeProfile({ timeZone: localTimeZone() })
  return outcome
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
  const outcome = await attempt(api.deleteMe({ body: { password } }))
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
