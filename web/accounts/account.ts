import { signal } from '@preact/signals'
import type { Account } from '#client'

/** Whoever is logged in, as far as the player shows it. */
export interface Someone {
  id: string
  role: 'user' | 'partner'
  name: string
}

// The session itself is in cookies that scripts cannot read. What is kept here only says whether to expect one:
// a visitor without is not asked about at the API, and other tabs hear of logging in and out.
const KEY = 'reels.account'

export const account = signal<Someone | null>(read(localStorage.getItem(KEY)))

window.addEventListener('storage', event => {
  // A null key is the whole storage being cleared.
  if (event.key === KEY || event.key === null) show(read(event.newValue))
})

export function rememberAccount(known: Account): void {
  const name = known.role === 'user' ? known.username : known.brandName
  const someone: Someone = { id: known.id, role: known.role, name }
  localStorage.setItem(KEY, JSON.stringify(someone))
  show(someone)
}

export function forgetAccount(): void {
  localStorage.removeItem(KEY)
  show(null)
}

/** The same person again is no news: lists that are on the screen stay. */
function show(someone: Someone | null): void {
  if (JSON.stringify(someone) !== JSON.stringify(account.value)) account.value = someone
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
