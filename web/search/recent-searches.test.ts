import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { clearRecentSearches, readRecentSearches, recentSearches, rememberSearch } from './recent-searches.ts'

let stored: Map<string, string>

beforeEach(() => {
  stored = new Map()
  vi.stubGlobal('localStorage', {
    getItem: (key: string) => stored.get(key) ?? null,
    setItem: (key: string, value: string) => stored.set(key, value),
    removeItem: (key: string) => stored.delete(key),
  })
  readRecentSearches()
})
afterEach(() => {
  vi.unstubAllGlobals()
})

describe('recent searches', () => {
  it('are kept on the device, the latest first and each once', () => {
    for (const q of ['waves', 'night', 'Waves']) rememberSearch(q)
    recentSearches.value = []
    readRecentSearches()
    expect(recentSearches.value).toEqual(['Waves', 'night'])
  })

  it('are the last eight', () => {
    for (let index = 1; index <= 10; index += 1) rememberSearch(`search ${index}`)
    expect(recentSearches.value).toHaveLength(8)
    expect(recentSearches.value.at(-1)).toBe('search 3')
  })

  it('are gone after they were cleared', () => {
    rememberSearch('waves')
    clearRecentSearches()
    expect(stored.size).toBe(0)
    readRecentSearches()
    expect(recentSearches.value).toEqual([])
  })

  it('are none if what is stored cannot be read', () => {
    for (const text of ['{', '{"a":1}', '[1,null]']) {
      stored.set('reels.searches', text)
      readRecentSearches()
      expect(recentSearches.value, text).toEqual([])
    }
  })
})
