import { describe, expect, it } from 'vitest'
import { personalExpiry, sharedExpiry, signUrl } from '#domains/media/signed-urls.ts'
import { fileUrl, posterSize, posterUrl, streamUrl } from '#domains/media/video-urls.ts'

const account = { urlEndpoint: 'https://ik.imagekit.io/demo', privateKey: 'dummy-key' }
const unix = (time: string) => Date.parse(time) / 1_000
const at = (time: string) => new Date(time)

it.each([
  ['videos/a.mp4', '60db23c3027fd011653bde00a62608d6e51df5c6'],
  ['videos/a.mp4?tr=w-300', '70984d826f1c733c8be0e0fb61d0ccbe69c626f9'],
])('signs %s as the SDK of ImageKit does', (path, signature) => {
  expect(signUrl(account, path, 9_999_999_999)).toMatch(new RegExp(`ik-t=9999999999&ik-s=${signature}$`))
})

it('gives each rendition of a file a signature of its own', () => {
  const urls = [fileUrl, streamUrl, posterUrl].map(make =>
    make(account, '/reels/a b/video.mp4', 1_800_000_000),
  )
  expect(new Set(urls.map(url => new URL(url).searchParams.get('ik-s'))).size).toBe(3)
  for (const url of urls) expect(url).toMatch(/^https:\/\/ik\.imagekit\.io\/demo\/reels\/a%20b\/video\.mp4/)
})

it.each([
  [1_080, 1_920, 486, 864],
  [3_840, 2_160, 486, 273],
  [360, 640, 360, 640],
  [100, 4_000, 22, 864],
])('makes a poster of %d × %d pixels %d × %d', (width, height, posterWidth, posterHeight) => {
  expect(posterSize({ width, height })).toEqual({ width: posterWidth, height: posterHeight })
})

describe('URLs for everybody', () => {
  it('are the same all day, and hold for one to two days', () => {
    const morning = sharedExpiry(at('2026-11-22T00:00:00.000Z'))
    expect(sharedExpiry(at('2026-11-22T23:59:59.999Z'))).toBe(morning)
    expect(morning).toBe(unix('2026-11-24T00:00:00.000Z'))
    expect(sharedExpiry(at('2026-11-23T00:00:00.000Z'))).toBe(morning + 24 * 60 * 60)
  })
})

describe('URLs for somebody with a right', () => {
  it('hold for twice the video and 5 minutes, in steps of 5 minutes', () => {
    expect(personalExpiry(at('2026-11-22T18:00:00.000Z'), 30)).toBe(unix('2026-11-22T18:10:00.000Z'))
    expect(personalExpiry(at('2026-11-22T18:01:00.000Z'), 120)).toBe(unix('2026-11-22T18:10:00.000Z'))
    expect(personalExpiry(at('2026-11-22T18:02:00.000Z'), 120)).toBe(unix('2026-11-22T18:15:00.000Z'))
  })

  it('[68] never hold for more than an hour, however long the video is', () => {
    for (let minute = 0; minute < 60; minute += 1) {
      const now = new Date(Date.UTC(2026, 10, 22, 18, minute, 59))
      const left = personalExpiry(now, 3 * 60 * 60) - now.getTime() / 1_000
      expect(left).toBeLessThanOrEqual(60 * 60)
      expect(left).toBeGreaterThan(55 * 60 - 1)
    }
  })
})
