import type { Role } from '../api/account.ts'
import { currentPath } from './router.ts'

/** What is searched for. */
export interface Search {
  q: string
  /** Only among reels with this tag. */
  tag: string | null
  sort: 'relevant' | 'newest'
}

// The API takes no more.
export const MOST_SEARCHED_CHARACTERS = 100

/** Addresses with an id, a tag, a search, a role or another page in them. */
export const paths = {
  reel: (reelId: string, from: string) => `/reels/${reelId}?from=${encodeURIComponent(from)}`,
  tag: (tag: string) => `/tags/${encodeURIComponent(tag)}`,
  partner: (partnerId: string) => `/partners/${partnerId}`,
  search: (search: Search) => `/search?${searchQuery(search)}`,
  /** @param expected who is likely to log in, if that is known */
  login: (expected: Role | null = null, next = currentPath()) => signIn('login', expected, next),
  register: (role: Role, next: string) => signIn('register', role, next),
  forgotPassword: () => '/forgot-password',
}

/** A search as it stands in addresses, without what it leaves open. */
export function searchQuery({ q, tag, sort }: Search): URLSearchParams {
  return new URLSearchParams({
    q,
    ...(tag !== null && { tag }),
    ...(sort === 'newest' && { sort }),
  })
}

/** The search that an address names. */
export function searchIn(query: URLSearchParams): Search {
  return {
    q: (query.get('q') ?? '').trim().slice(0, MOST_SEARCHED_CHARACTERS),
    tag: query.get('tag') || null,
    sort: query.get('sort') === 'newest' ? 'newest' : 'relevant',
  }
}

function signIn(page: 'login' | 'register', role: Role | null, next: string): string {
  return `/${page}?${role ? `as=${role}&` : ''}next=${encodeURIComponent(next)}`
}

/** The role that an address names: a user, unless it says otherwise. */
export function roleIn(query: URLSearchParams, name: 'as' | 'role' = 'as'): Role {
  return query.get(name) === 'partner' ? 'partner' : 'user'
}

/** Who is likely to log in, if an address says so. */
export function expectedIn(query: URLSearchParams): Role | null {
  return query.has('as') ? roleIn(query) : null
}

/**
 * Where to go after logging in. Always a path of this player: a link must not lead to another site.
 * @returns null if the address names something else
 */
export function nextIn(query: URLSearchParams): string | null {
  const { origin } = window.location
  const next = query.get('next') ?? '/'
  if (!URL.canParse(next, origin)) return null
  const url = new URL(next, origin)
  return url.origin === origin ? url.pathname + url.search : null
}
