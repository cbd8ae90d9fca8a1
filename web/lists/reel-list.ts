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
  /** How many are read at once, if not as many as in the feed. */
  pageSize?: number
  read(query: PageQuery): Promise<ReelPage>
}

export type Price = 'free' | 'paid'

/** A list that stands beside others in the feed. Each is also there for one kind of price. */
export interface FeedList extends ReelList {
  feed: keyof typeof FEED_READS
  price: Price | null
}

const FEED_READS = {
  feed: (query: FeedQuery) => attempt(api.listReels({ query })),
  /** The newest reels of the partners whom the user follows. */
  following: (query: FeedQuery) => attempt(api.listFollowing({ query })),
  /** The reels around which most is going on, then the newest. */
  trending: (query: FeedQuery) => attempt(api.listTrending({ query })),
}

type FeedQuery = PageQuery & { price?: Price }

export const FEED = feed('feed', null)
export const FREE = feed('feed', 'free')
export const PAID = feed('feed', 'paid')
export const FOLLOWING = feed('following', null)
export const TRENDING = feed('trending', null)

const FEED_LISTS: readonly FeedList[] = [
  ...[FEED, FREE, PAID],
  ...[FOLLOWING, feed('following', 'free'), feed('following', 'paid')],
  ...[TRENDING, feed('trending', 'free'), feed('trending', 'paid')],
]

export function feedList(name: FeedList['feed'], price: Price | null): FeedList {
  return FEED_LISTS.find(list => list.feed === name && list.price === price) ?? FEED
}

/** The lists of a feed, for each kind of price. */
export function listsOf(name: FeedList['feed']): readonly FeedList[] {
  return FEED_LISTS.filter(list => list.feed === name)
}

export function isFeedList(list: ReelList): list is FeedList {
  return FEED_LISTS.some(one => one === list)
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
  title: 'Purchased',
  href: '/library',
  read: query => attempt(api.listLibrary({ query })),
}

/** The reels of the partner who is logged in. */
export const OWN: ReelList = {
  key: 'own',
  title: 'Studio',
  href: '/studio',
  pageSize: 50,
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

export function partnerList(partnerId: string, price: Price | null = null): ReelList {
  const page = paths.partner(partnerId)
  return {
    key: price === null ? `partner:${partnerId}` : `partner:${partnerId}:${price}`,
    title: 'Reels',
    href: price === null ? page : `${page}?price=${price}`,
    read: query =>
      attempt(api.listReels({ query: { partner: partnerId, ...(price && { price }), ...query } })),
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
  const named = [...FEED_LISTS, SAVED, LIKED, LIBRARY].find(list => list.key === key)
  if (named) return named
  const [, kind, value = ''] = /^(tag|trending-tag|partner|search):(.+)$/s.exec(key) ?? []
  if (kind === 'tag') return tagList(value)
  if (kind === 'trending-tag') return trendingTagList(value)
  if (kind === 'partner') {
    const [partnerId = '', price = ''] = value.split(':')
    return partnerList(partnerId, priceOf(price))
  }
  const search = searchIn(new URLSearchParams(kind === 'search' ? value : ''))
  return search.q === '' ? FEED : searchList(search)
}

/** The kind of price that an address names. Null for all. */
export function priceOf(name: string | null): Price | null {
  return name === 'free' || name === 'paid' ? name : null
}

function feed(name: FeedList['feed'], price: Price | null): FeedList {
  const path = name === 'feed' ? '/' : `/${name}`
  return {
    key: price === null ? name : `${name}:${price}`,
    title: { feed: 'Feed', following: 'Following', trending: 'Trending' }[name],
    href: price === null ? path : `${path}?price=${price}`,
    feed: name,
    price,
    read: query => FEED_READS[name]({ ...(price && { price }), ...query }),
  }
}
