import { signal } from '@preact/signals'

const KEY = 'reels.searches'
const MOST = 8

/** What was searched for on this device, the latest first. It is sent nowhere. */
export const recentSearches = signal<readonly string[]>([])

export function readRecentSearches(): void {
  recentSearches.value = parsed(localStorage.getItem(KEY))
}

/** The same words again move to the front. */
export function rememberSearch(q: string): void {
  const others = parsed(localStorage.getItem(KEY)).filter(one => one.toLowerCase() !== q.toLowerCase())
  recentSearches.value = [q, ...others].slice(0, MOST)
  localStorage.setItem(KEY, JSON.stringify(recentSearches.value))
}

export function clearRecentSearches(): void {
  recentSearches.value = []
  localStorage.removeItem(KEY)
}

/** What is stored can be of another version, or changed by hand. */
function parsed(text: string | null): string[] {
  try {
    const stored: unknown = JSON.parse(text ?? '[]')
    return Array.isArray(stored) ? stored.filter(one => typeof one === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}
