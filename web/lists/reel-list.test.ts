import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Reel } from '#client'
import { api } from '../api/api.ts'
import {
  FEED,
  FEEDS,
  FREE,
  findList,
  LIKED,
  OWN,
  PAID,
  partnerList,
  SAVED,
  TRENDING,
  tagList,
  trendingTagList,
} from './reel-list.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const EMPTY: { ok: true; status: number; data: { items: Reel[]; nextCursor: null } } = {
  ok: true,
  status: 200,
  data: { items: [], nextCursor: null },
}

describe('a list', () => {
  it('is found by the key that it has in addresses', () => {
    for (const list of [...FEEDS, TRENDING, SAVED, LIKED]) expect(findList(list.key)).toBe(list)
    for (const list of [
      tagList('sea'),
      tagList('a:b'),
      tagList('two\nlines'),
      trendingTagList('a:b'),
      partnerList('7'),
    ]) {
      expect(findList(list.key)).toMatchObject({ key: list.key, title: list.title, href: list.href })
    }
  })

  it('is the feed if no list has that key', () => {
    for (const key of ['', 'feed:cheap', 'tag:', 'partner:', 'nobody', OWN.key]) {
      expect(findList(key), key).toBe(FEED)
    }
  })

  it('has a key that no other list has', () => {
    const keys = [
      ...FEEDS,
      TRENDING,
      SAVED,
      LIKED,
      OWN,
      tagList('x'),
      trendingTagList('x'),
      partnerList('x'),
    ].map(({ key }) => key)
    expect(keys).toEqual([...new Set(keys)])
  })

  it('leads to the page that shows it', () => {
    expect(FREE.href).toBe('/?price=free')
    expect(PAID.href).toBe('/?price=paid')
    expect(tagList('a/b').href).toBe('/tags/a%2Fb')
    expect(trendingTagList('a/b').href).toBe('/tags/a%2Fb?sort=trending')
    expect(partnerList('7').href).toBe('/partners/7')
  })

  it('is read with its own filter', async () => {
    const read = vi.spyOn(api, 'listReels').mockResolvedValue(EMPTY)
    const page = { limit: 3, cursor: 'after' }
    for (const list of [FEED, FREE, PAID, tagList('sea'), partnerList('7')]) await list.read(page)
    expect(read.mock.calls.map(([input]) => input?.query)).toEqual([
      page,
      { price: 'free', ...page },
      { price: 'paid', ...page },
      { tag: 'sea', ...page },
      { partner: '7', ...page },
    ])
  })

  it('of the person who is logged in has an operation of its own', async () => {
    const page = { limit: 3 }
    for (const [list, name] of [
      [SAVED, 'listSaves'],
      [LIKED, 'listLikes'],
      [OWN, 'listMyReels'],
    ] as const) {
      const read = vi.spyOn(api, name).mockResolvedValue(EMPTY)
      await list.read(page)
      expect(read).toHaveBeenCalledExactlyOnceWith({ query: page })
    }
  })
})
