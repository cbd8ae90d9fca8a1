import { signal } from '@preact/signals'
import { afterEach, describe, expect, it, vi } from 'vitest'
import { api } from '../api/api.ts'
import { sampleReel } from '../lists/sample-reel.ts'
import { shareReel, shareUrl } from './share.ts'

const ID = '6750a1b2c3d4e5f60718293a'
const URL_OF_PAGE = 'http://localhost:3000/s/2x5bda7XpT8favJED'
const reel = signal(sampleReel({ id: ID, title: 'Waves', view: { ticket: 't', heartbeatSeconds: 15 } }))

function told() {
  return vi.spyOn(api, 'shareReel').mockResolvedValue({ ok: true, status: 204, data: undefined })
}

afterEach(() => {
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

describe('sharing a reel', () => {
  it('gives the address of its share page to the system, and tells the API afterwards', async () => {
    const [share, telling] = [vi.fn().mockResolvedValue(undefined), told()]
    vi.stubGlobal('navigator', { share })
    await shareReel(reel)
    expect(shareUrl(ID)).toBe(URL_OF_PAGE)
    expect(share).toHaveBeenCalledExactlyOnceWith({ title: 'Waves', url: URL_OF_PAGE })
    expect(telling).toHaveBeenCalledExactlyOnceWith({ params: { reelId: ID }, body: { ticket: 't' } })
  })

  it('is not told if somebody closes the dialog', async () => {
    const telling = told()
    vi.stubGlobal('navigator', { share: vi.fn().mockRejectedValue(new DOMException('', 'AbortError')) })
    await shareReel(reel)
    expect(telling).not.toHaveBeenCalled()
  })

  it('copies the address where the system has no dialog', async () => {
    const [writeText, telling] = [vi.fn().mockResolvedValue(undefined), told()]
    vi.stubGlobal('navigator', { clipboard: { writeText } })
    await shareReel(reel)
    expect(writeText).toHaveBeenCalledExactlyOnceWith(URL_OF_PAGE)
    expect(telling).toHaveBeenCalledOnce()
  })
})
