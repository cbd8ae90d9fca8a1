import { type Signal, signal } from '@preact/signals'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Reel, Result } from '#client'
import { wish } from '../accounts/wish.ts'
import { account } from '../api/account.ts'
import { api } from '../api/api.ts'
import { toast } from '../ui/toast.tsx'
import { forgetReels } from './loaded-reels.ts'
import { toggleReaction } from './reactions.ts'
import { LIKED, SAVED } from './reel-list.ts'
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
  wish.value = null
  vi.restoreAllMocks()
  vi.unstubAllGlobals()
})

function likeableReel(): Signal<Reel> {
  return signal(
    sampleReel({
      counts: { likes: 7, saves: 3, views: 40, shares: 2 },
      viewer: { liked: false, saved: false, following: false },
    }),
  )
}

function liked(likes: number): Result<'likeReel'> {
  return { ok: true, status: 200, data: { liked: true, likes } }
}

function unliked(likes: number): Result<'unlikeReel'> {
  return { ok: true, status: 200, data: { liked: false, likes } }
}

describe('a like', () => {
  it('shows at once, then with the count of the API', async () => {
    const answer = Promise.withResolvers<Result<'likeReel'>>()
    const send = vi.spyOn(api, 'likeReel').mockReturnValue(answer.promise)
    const reel = likeableReel()
    const toggled = toggleReaction(reel, 'like')
    expect(reel.value).toMatchObject({
      counts: { likes: 8, saves: 3, views: 40, shares: 2 },
      viewer: { liked: true, saved: false, following: false },
    })
    answer.resolve(liked(12))
    await toggled
    expect(reel.value).toMatchObject({
      counts: { likes: 12, saves: 3, views: 40, shares: 2 },
      viewer: { liked: true, saved: false, following: false },
    })
    expect(send).toHaveBeenCalledExactlyOnceWith({ params: { reelId: reel.value.id } })
    expect(forgetReels).toHaveBeenCalledExactlyOnceWith(LIKED)
  })

  it('is taken back if the API refuses it', async () => {
    vi.spyOn(api, 'likeReel').mockRejectedValue(new TypeError('Failed to fetch'))
    const reel = likeableReel()
    const before = reel.value
    await toggleReaction(reel, 'like')
    expect(reel.value).toEqual(before)
    expect(toast).toHaveBeenCalledExactlyOnceWith(
      'Could not reach Reels. Check your connection and try again.',
    )
    expect(forgetReels).not.toHaveBeenCalled()
  })

  it('ends as the last tap wanted, with one request at a time', async () => {
    const first = Promise.withResolvers<Result<'likeReel'>>()
    const like = vi.spyOn(api, 'likeReel').mockReturnValue(first.promise)
    const unlike = vi.spyOn(api, 'unlikeReel').mockResolvedValue(unliked(7))
    const reel = likeableReel()
    const toggled = toggleReaction(reel, 'like')
    await toggleReaction(reel, 'like')
    expect(unlike).not.toHaveBeenCalled()
    first.resolve(liked(8))
    await toggled
    expect([like.mock.calls.length, unlike.mock.calls.length]).toEqual([1, 1])
    expect(reel.value).toMatchObject({ counts: { likes: 7 }, viewer: { liked: false } })
  })

  it('is sent once for three taps, because the last one wants what the first one sent', async () => {
    const first = Promise.withResolvers<Result<'likeReel'>>()
    const like = vi.spyOn(api, 'likeReel').mockReturnValue(first.promise)
    const unlike = vi.spyOn(api, 'unlikeReel')
    const reel = likeableReel()
    const toggled = toggleReaction(reel, 'like')
    await toggleReaction(reel, 'like')
    await toggleReaction(reel, 'like')
    first.resolve(liked(8))
    await toggled
    expect([like.mock.calls.length, unlike.mock.calls.length]).toEqual([1, 0])
    expect(reel.value).toMatchObject({ counts: { likes: 8 }, viewer: { liked: true } })
  })

  it('goes back to what the API has stored if a later tap is refused', async () => {
    const first = Promise.withResolvers<Result<'likeReel'>>()
    vi.spyOn(api, 'likeReel').mockReturnValue(first.promise)
    vi.spyOn(api, 'unlikeReel').mockRejectedValue(new TypeError('Failed to fetch'))
    const reel = likeableReel()
    const toggled = toggleReaction(reel, 'like')
    await toggleReaction(reel, 'like')
    first.resolve(liked(8))
    await toggled
    expect(reel.value).toMatchObject({ counts: { likes: 8 }, viewer: { liked: true } })
  })
})

describe('a save', () => {
  it('has requests and a count of its own', async () => {
    const save = vi
      .spyOn(api, 'saveReel')
      .mockResolvedValue({ ok: true, status: 200, data: { saved: true, saves: 4 } })
    const unsave = vi
      .spyOn(api, 'unsaveReel')
      .mockResolvedValue({ ok: true, status: 200, data: { saved: false, saves: 3 } })
    const reel = likeableReel()
    await toggleReaction(reel, 'save')
    expect(reel.value).toMatchObject({
      counts: { likes: 7, saves: 4, views: 40, shares: 2 },
      viewer: { liked: false, saved: true, following: false },
    })
    await toggleReaction(reel, 'save')
    expect(reel.value).toMatchObject({
      counts: { likes: 7, saves: 3, views: 40, shares: 2 },
      viewer: { liked: false, saved: false, following: false },
    })
    expect([save.mock.calls.length, unsave.mock.calls.length]).toEqual([1, 1])
    expect(forgetReels).toHaveBeenCalledWith(SAVED)
  })
})

describe('a like by somebody who is not logged in as a user', () => {
  it('asks to sign up and is then carried out, or says which account it needs', async () => {
    const like = vi.spyOn(api, 'likeReel').mockResolvedValue(liked(8))
    const reel = likeableReel()

    account.value = null
    await toggleReaction(reel, 'like')
    expect(wish.value?.action).toBe('like')
    expect(like).not.toHaveBeenCalled()
    await wish.value?.carryOut()
    expect(like).toHaveBeenCalledExactlyOnceWith({ params: { reelId: reel.value.id } })
    expect(reel.value).toMatchObject({ viewer: { liked: true }, counts: { likes: 8 } })

    const other = likeableReel()
    const before = other.value
    account.value = { id: 'salt', role: 'partner', name: 'Salt & Light' }
    await toggleReaction(other, 'like')
    expect(toast).toHaveBeenCalledExactlyOnceWith('Log in with a viewer account to like and save reels.')
    expect(other.value).toEqual(before)
    expect(like).toHaveBeenCalledOnce()
  })
})
