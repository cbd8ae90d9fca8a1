import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Result } from '#client'
import { account } from '../api/account.ts'
import { api } from '../api/api.ts'
import { toast } from '../ui/toast.tsx'
import { toggleFollow } from './following.ts'
import { forgetReels } from './loaded-reels.ts'
import { listsOf } from './reel-list.ts'
import { keepReel } from './reels.ts'
import { sampleReel } from './sample-reel.ts'

vi.mock(import('../ui/toast.tsx'), { spy: true })
vi.mock(import('./loaded-reels.ts'), { spy: true })

beforeEach(() => {
  account.value = { id: 'ana', role: 'user', name: 'ana' }
  vi.mocked(toast).mockReset().mockReturnValue()
  vi.mocked(forgetReels).mockReset().mockReturnValue()
})
afterEach(() => {
  account.value = null
  vi.restoreAllMocks()
})

const partner = { id: '66f0c0ffee66f0c0ffee0009', brandName: 'Dune Diaries' }
const viewer = { liked: false, saved: false, following: false }

describe('following a partner', () => {
  it('shows at once in each of its reels, and in no other', async () => {
    const [first, second] = ['a', 'b'].map(id => keepReel(sampleReel({ id, partner, viewer })))
    const other = keepReel(sampleReel({ id: 'c', viewer }))
    const answer = Promise.withResolvers<Result<'followPartner'>>()
    const send = vi.spyOn(api, 'followPartner').mockReturnValue(answer.promise)
    const toggled = toggleFollow(partner.id, false)
    const shown = () => [first, second, other].map(reel => reel?.value.viewer?.following)
    expect(shown()).toEqual([true, true, false])
    // A second tap meanwhile is not sent.
    expect(await toggleFollow(partner.id, false)).toBeNull()
    answer.resolve({ ok: true, status: 200, data: { following: true, followers: 8 } })
    expect(await toggled).toBe(8)
    expect(shown()).toEqual([true, true, false])
    expect(send).toHaveBeenCalledExactlyOnceWith({ params: { partnerId: partner.id } })
    expect(vi.mocked(forgetReels).mock.calls).toEqual(listsOf('following').map(list => [list]))
  })

  it('is taken back if the API cannot be reached', async () => {
    const reel = keepReel(sampleReel({ id: 'd', partner, viewer: { ...viewer, following: true } }))
    vi.spyOn(api, 'unfollowPartner').mockRejectedValue(new TypeError('Failed to fetch'))
    expect(await toggleFollow(partner.id, true)).toBeNull()
    expect(reel.value.viewer?.following).toBe(true)
    expect(toast).toHaveBeenCalledOnce()
    expect(forgetReels).not.toHaveBeenCalled()
  })

  it('is not sent for a partner', async () => {
    account.value = { id: 'dune', role: 'partner', name: 'Dune Diaries' }
    const send = vi.spyOn(api, 'followPartner')
    expect(await toggleFollow(partner.id, false)).toBeNull()
    expect(send).not.toHaveBeenCalled()
    expect(toast).toHaveBeenCalledOnce()
  })
})
