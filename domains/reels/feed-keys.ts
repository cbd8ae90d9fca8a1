import type { Types } from 'mongoose'

/** What a public list can be filtered by. */
export interface FeedFilter {
  partner?: string | undefined
  tag?: string | undefined
  price?: 'free' | 'paid' | undefined
}

/**
 * The name of the list of ready reels that pass a filter. A reel holds the names of all lists that it is in, at
 * most 44. Eight indexes, one for each combination, would hold as many entries, and fewer of them would scan.
 */
export function feedKey(filter: FeedFilter): string {
  const parts = ['all']
  if (filter.partner) parts.push(`partner:${filter.partner}`)
  if (filter.price) parts.push(filter.price)
  if (filter.tag) parts.push(`tag:${filter.tag}`)
  return parts.join(' ')
}

const TAG_KEY = /^all tag:(.*)$/

/** The tag of the list of all reels with a tag; null for the name of another list. */
export function tagOfKey(key: string): string | null {
  return TAG_KEY.exec(key)?.[1] ?? null
}

interface Listed {
  partner: Types.ObjectId
  tags: readonly string[]
  price: { amount: number }
}

/** The names of every list that a ready reel is in. */
export function feedKeys(reel: Listed): string[] {
  const price = reel.price.amount === 0 ? 'free' : 'paid'
  const keys: string[] = []
  for (const partner of [undefined, String(reel.partner)]) {
    for (const wantedPrice of [undefined, price] as const) {
      for (const tag of [undefined, ...reel.tags]) keys.push(feedKey({ partner, tag, price: wantedPrice }))
    }
  }
  return keys
}
