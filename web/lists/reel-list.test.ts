import { afterEach, describe, expect, it, vi } from 'vitest'
import type { Reel } from '#client'
import { api } from '../api/api.ts'
import {
  FEED,
  FOLLOWING,
  FREE,
  feedList,
  findList,
  LIKED,
  listsOf,
  OWN,
  PAID,
  partnerList,
  SAVED,
  searchList,
  TRENDING,
  tagList,
  trendingTagList,
} from './reel-list.ts'

afterEach(() => {
  vi.restoreAllMocks()
})

const NAMED = [...listsOf('feed'), ...listsOf('following'), ...listsOf('trending')]

const EMPTY: { ok: true; status: number; data: { items: Reel[]; nextCursor: null } } = {
  ok: true,
  status: 200,
  data: { items: [], nextCursor: null },
}

describe('a list', () => {
  it('is found by the key that it has in addresses', () => {
    for (const list of [...NAMED, SAVED, LIKED]) expect(findList(list.key)).toBe(list)
    for (const list of [
      tagList('sea'),
      tagList('a:b'),
      tagList('two\nlines'),
      trendingTagList('a:b'),
      partnerList('7'),
      searchList({ q: 'sea & sand', tag: 'a:b', sort: 'newest' }),
    ]) {
      expect(findList(list.key)).toMatchObject({ key: list.key, title: list.title, href: list.href })
    }
  })

  it('is the feed if no list has that key', () => {
    for (const key of ['', 'feed:cheap', 'tag:', 'partner:', 'nobody', 'search:', 'search:q=+', OWN.key]) {
      expect(findList(key), key).toBe(FEED)
    }
  })

  it('has a key that no other list has', () => {
    const keys = [...NAMED, SAVED, LIKED, OWN, tagList('x'), trendingTagList('x'), partnerList('x')].map(
      ({ key }) => key,
    )
    expect(keys).toEqual([...new Set(keys)])
  })

  it('leads to the page that shows it', () => {
    expect(FREE.href).toBe('/?price=free')
    expect(PAID.href).toBe('/?price=paid')
    expect(feedList('trending', null)).toBe(TRENDING)
    expect(feedList('trending', 'free').href).toBe('/trending?price=free')
    expect(feedList('following', 'paid').href).toBe('/following?price=paid')
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

  it('of followed partners or of trends is read with its price', async () => {
    for (const [name, operation, all] of [
      ['following', 'listFollowing', FOLLOWING],
      ['trending', 'listTrending', TRENDING],
    ] as const) {
      const read = vi.spyOn(api, operation).mockResolvedValue(EMPTY)
      await all.read({ limit: 3 })
      await feedList(name, 'free').read({ limit: 3 })
      expect(read.mock.calls.map(([input]) => input?.query)).toEqual([
        { limit: 3 },
        { price: 'free', limit: 3 },
      ])
    }
  })

  it('of a search is read with its words, its tag and its order', async () => {
    const read = vi
      .spyOn(api, 'searchReels')
      .mockResolvedValue({ ...EMPTY, data: { ...EMPTY.data, correctedTo: null } })
    const page = { limit: 3 }
    await searchList({ q: 'sea', tag: null, sort: 'relevant' }).read(page)
    await searchList({ q: 'sea', tag: 'calm', sort: 'newest' }).read(page)
    expect(read.mock.calls.map(([{ query }]) => query)).toEqual([
      { q: 'sea', sort: 'relevant', ...page },
      { q: 'sea', sort: 'newest', tag: 'calm', ...page },
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
