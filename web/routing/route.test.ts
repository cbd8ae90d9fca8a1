import { describe, expect, it } from 'vitest'
import { matchPath } from './route.ts'

describe('a path', () => {
  it('fits only addresses with the same parts', () => {
    expect(matchPath('/', '/')).toEqual({})
    expect(matchPath('/studio/new', '/studio/new')).toEqual({})
    expect(matchPath('/studio/new', '/studio')).toBeNull()
    expect(matchPath('/studio/new', '/studio/newer')).toBeNull()
    expect(matchPath('/studio', '/studio/new')).toBeNull()
    expect(matchPath('/', '/studio')).toBeNull()
  })

  it('fits an address with a slash at its end', () => {
    expect(matchPath('/saved', '/saved/')).toEqual({})
    expect(matchPath('/saved', '/saved//')).toBeNull()
  })

  it('gives its params decoded', () => {
    expect(matchPath('/tags/:tag', '/tags/caf%C3%A9')).toEqual({ tag: 'café' })
    expect(matchPath('/tags/:tag', '/tags/a%2Fb')).toEqual({ tag: 'a/b' })
    expect(matchPath('/reels/:reelId/by/:name', '/reels/7/by/ana')).toEqual({ reelId: '7', name: 'ana' })
  })

  it('does not fit an address that lacks a param or cannot be decoded', () => {
    for (const address of ['/tags/', '/tags', '/tags/%', '/tags/%E0%A4%A', '/tags/sea%']) {
      expect(matchPath('/tags/:tag', address), address).toBeNull()
    }
  })
})
