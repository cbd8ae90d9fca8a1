import { signal } from '@preact/signals'
import type { Account } from '#client'

export type Role = Account['role']

/** The person who is logged in, as far as the player shows them. */
export interface Someone {
  id: string
  role: Role
  name: string
}

// The session itself is in cookies that scripts cannot read. What is stored here only says whether to expect a
// session: without it the API need not be asked, and other tabs notice when somebody logs in or out.
const KEY = 'reels.account'

export const account = signal<Someone | null>(null)

/** The address of this person, once the API was asked. It is not stored in the browser. */
export const email = signal<{ address: string; isVerified: boolean } | null>(null)

/** The time zone of this partner, as IANA names it, once the API was asked. */
export const timeZone = signal<string | null>(null)

/** Shows the account that is stored, and from now on what other tabs do to it. */
export function followAccount(): void {
  show(read(localStorage.getItem(KEY)))
  window.addEventListener('storage', event => {
    // The key is null if the whole storage was cleared.
    if (event.key === KEY || event.key === null) show(read(event.newValue))
  })
}

export function rememberAccount(known: Account): void {
  const someone: Someone = { id: known.id, role: known.role, name: nameOf(known) }
  localStorage.setItem(KEY, JSON.stringify(someone))
  show(someone)
  email.value = { address: known.email, isVerified: known.emailVerified }
  timeZone.value = known.role === 'partner' ? known.timeZone : null
}

export function nameOf(known: Account): string {
  return known.role === 'user' ? known.username : known.brandName
}

export function forgetAccount(): void {
  localStorage.removeItem(KEY)
  show(null)
}

/** Does nothing if it is the same person again: lists that are on the screen stay. */
function show(someone: Someone | null): void {
  if (JSON.stringify(someone) === JSON.stringify(account.value)) return
  account.value = someone
  email.value = null
  timeZone.value = null
}

function read(text: string | null): Someone | null {
  if (text === null) return null
  try {
    const stored: unknown = JSON.parse(text)
    return isSomeone(stored) ? stored : null
  } catch {
    return null
  }
}

function isSomeone(value: unknown): value is Someone {
  if (typeof value !== 'object' || value === null) return false
  if (!('id' in value && 'role' in value && 'name' in value)) return false
  return typeof value.id === 'string' && typeof value.name === 'string' && isRole(value.role)
}

function isRole(value: unknown): boolean {
  return value === 'user' || value === 'partner'
}
