import type { Reel } from '#client'
import { api, attempt, type Outcome } from '../api/api.ts'
import { paths, type Search, searchIn, searchQuery } from '../routing/paths.ts'

export interface PageQuery {
  limit: number
  cursor?: string
}

export type ReelPage = Outcome<{
  items: Reel[]
  nextCursor: string | null
  /** What a search has looked for instead of words that no reel has. */
  correctedTo?: string | null
}>

/** A list of reels: what it is called, where it is shown and how to read it. */
export interface ReelList {
  /** Names the list in the address of a reel that was opened from it: `feed`, `saved`, `tag:sea` … */
  key: string
  title: string
  /** The page that shows the list. */
  href: string
  read(query: PageQuery): Promise<ReelPage>
}

export const FEED = feed('feed', 'All', '/')
export const FREE = feed('feed:free', 'Free', '/?price=free', 'free')
export const PAID = feed('feed:paid', 'Paid', '/?price=paid', 'paid')
export const FEEDS: readonly ReelList[] = [FEED, FREE, PAID]

/** The reels around which most is going on, then the newest. */
export const TRENDING: ReelList = {
  key: 'trending',
  title: 'Trending',
  href: '/trending',
  read: query => attempt(api.listTrending({ query })),
}

/** The newest reels of the partners whom the user follows. */
export const FOLLOWING: ReelList = {
  key: 'following',
  title: 'Following',
  href: '/following',
  read: query => attempt(api.listFollowing({ query })),
}

export const SAVED: ReelList = {
  key: 'saved',
  title: 'Saved',
  href: '/saved',
  read: query => attempt(api.listSaves({ query })),
}

export const LIKED: ReelList = {
  key: 'liked',
  title: 'Liked',
  href: '/liked',
  read: query => attempt(api.listLikes({ query })),
}

/** The reels that the user has bought. */
export const LIBRARY: ReelList = {
  key: 'library',
  title: 'Library',
  href: '/library',
  read: query => attempt(api.listLibrary({ query })),
}

/** The reels of the partner who is logged in. */
export const OWN: ReelList = {
  key: 'own',
  title: 'Studio',
  href: '/studio',
  read: query => attempt(api.listMyReels({ query })),
}

export function tagList(tag: string): ReelList {
  return {
    key: `tag:${tag}`,
    title: `#${tag}`,
    href: paths.tag(tag),
    read: query => attempt(api.listReels({ query: { tag, ...query } })),
  }
}

/** The same reels, those that trend first. */
export function trendingTagList(tag: string): ReelList {
  return {
    key: `trending-tag:${tag}`,
    title: `#${tag}`,
    href: `${paths.tag(tag)}?sort=trending`,
    read: query => attempt(api.listTrending({ query: { tag, ...query } })),
  }
}

export function partnerList(partnerId: string): ReelList {
  return {
    key: `partner:${partnerId}`,
    title: 'Reels',
    href: paths.partner(partnerId),
    read: query => attempt(api.listReels({ query: { partner: partnerId, ...query } })),
  }
}

export function searchList(search: Search): ReelList {
  const { q, tag, sort } = search
  return {
    key: `search:${searchQuery(search)}`,
    title: `“${q}”`,
    href: paths.search(search),
    read: query => attempt(api.searchReels({ query: { q, sort, ...(tag !== null && { tag }), ...query } })),
  }
}

/** The list that an address names; the feed if there is no such list. */
export function findList(key: string): ReelList {
  const named = [...FEEDS, FOLLOWING, TRENDING, SAVED, LIKED, LIBRARY].find(list => list.key === key)
  if (named) return named
  const [, kind, value = ''] = /^(tag|trending-tag|partner|search):(.+)$/s.exec(key) ?? []
  if (kind === 'tag') return tagList(value)
  if (kind === 'trending-tag') return trendingTagList(value)
  if (kind === 'partner') return partnerList(value)
  const search = searchIn(new URLSearchParams(kind === 'search' ? value : ''))
  return search.q === '' ? FEED : searchList(search)
}

function feed(key: string, title: string, href: string, price?: 'free' | 'paid'): ReelList {
  return {
    key,
    title,
    href,
    read: query => attempt(api.listReels({ query: { ...(price && { price }), ...query } })),
  }
}
