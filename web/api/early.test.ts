import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { FEED } from '../lists/reel-list.ts'
import { askEarly, fetchOnce, PAGE_SIZE } from './early.ts'

const THUMBNAIL = 'https://media.example/poster.jpg'
const REEL = { id: '7', video: { thumbnailUrl: THUMBNAIL } }

const pictures: { src: string; fetchPriority: string }[] = []
const send = vi.fn<typeof fetch>()

beforeEach(() => {
  vi.stubGlobal('fetch', send)
  vi.stubGlobal(
    'Image',
    class {
      src = ''
      fetchPriority = ''
      constructor() {
        pictures.push(this)
      }
    },
  )
})
afterEach(() => {
  pictures.length = 0
  send.mockReset()
  vi.unstubAllGlobals()
})

function answer(body: unknown): void {
  send.mockImplementation(async () => Response.json(body))
}

describe('what is asked early', () => {
  it('is the first page of the feed, and the picture of its first reel', async () => {
    answer({ items: [REEL], nextCursor: null })
    askEarly(new URL('https://player.example/'))
    await vi.waitFor(() => expect(pictures).toEqual([{ src: THUMBNAIL, fetchPriority: 'high' }]))

    const page = await FEED.read({ limit: PAGE_SIZE })
    expect(page).toMatchObject({ ok: true, data: { items: [REEL] } })
    expect(send).toHaveBeenCalledTimes(1)
    await FEED.read({ limit: PAGE_SIZE })
    expect(send).toHaveBeenCalledTimes(2)
  })

  it('is the reel that a link leads to', async () => {
    answer({ reel: REEL })
    askEarly(new URL('https://player.example/reels/7?from=feed'))
    await vi.waitFor(() => expect(pictures).toHaveLength(1))
    const [asked] = send.mock.calls[0] ?? []
    expect(String(asked)).toMatch(/\/reels\/7$/)
    await fetchOnce(String(asked), { method: 'GET' })
    expect(send).toHaveBeenCalledTimes(1)
  })

  it('is nothing on other pages, nor for a feed of one price', () => {
    for (const path of ['/studio', '/saved', '/?price=free', '/reels', '/reels/7/8']) {
      askEarly(new URL(path, 'https://player.example'))
    }
    expect(send).not.toHaveBeenCalled()
  })

  it('tells the page that reads it if it has failed', async () => {
    send.mockImplementation(async () => {
      throw new TypeError('Failed to fetch')
    })
    askEarly(new URL('https://player.example/'))
    expect(await FEED.read({ limit: PAGE_SIZE })).toMatchObject({
      ok: false,
      failure: { code: 'Unreachable' },
    })
  })
})
