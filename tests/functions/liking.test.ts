import { describe, expect, it } from 'vitest'
import { expectOk, newPartner, newUser, problemOf } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'

describe('a like', () => {
  it('counts once however often it is sent, and not at all once taken back', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const params = { reelId: (await publishReel(partner)).id }
    const sent = await Promise.all(Array.from({ length: 20 }, () => user.api.likeReel({ params })))
    expect(sent.map(result => result.status)).toEqual(Array(20).fill(200))
    expect(expectOk(await user.api.likeReel({ params }))).toEqual({ liked: true, likes: 1 })
    await Promise.all(Array.from({ length: 20 }, () => user.api.unlikeReel({ params })))
    expect(expectOk(await user.api.unlikeReel({ params }))).toEqual({ liked: false, likes: 0 })
  })

  it('counts once for each user', async () => {
    const partner = await newPartner()
    const users = await Promise.all(Array.from({ length: 5 }, newUser))
    const params = { reelId: (await publishReel(partner)).id }
    await Promise.all(users.map(user => user.api.likeReel({ params })))
    expect(expectOk(await partner.api.getReel({ params })).reel.counts).toMatchObject({ likes: 5, saves: 0 })
  })

  it('is refused if the reel does not exist', async () => {
    const user = await newUser()
    for (const reelId of ['0'.repeat(24), 'none']) {
      expect(problemOf(await user.api.likeReel({ params: { reelId } }))).toBe('404 ReelNotFound')
      expect(problemOf(await user.api.unsaveReel({ params: { reelId } }))).toBe('404 ReelNotFound')
    }
  })
})

describe('the list of saved reels', () => {
  it('shows the latest saved first, in pages', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const reels = [await publishReel(partner), await publishReel(partner), await publishReel(partner)]
    const order = [reels[1], reels[2], reels[0]].map(reel => reel?.id ?? '')
    for (const reelId of order) expectOk(await user.api.saveReel({ params: { reelId } }))
    const first = expectOk(await user.api.listSaves({ query: { limit: 2 } }))
    const second = expectOk(await user.api.listSaves({ query: { limit: 2, cursor: first.nextCursor ?? '' } }))
    expect([...first.items, ...second.items].map(reel => reel.id)).toEqual([...order].reverse())
    expect(second.nextCursor).toBeNull()
    expect(first.items[0]).toMatchObject({
      viewer: { liked: false, saved: true, following: false },
      counts: { likes: 0, saves: 1 },
    })
  })

  it('is separate from the list of liked reels', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const [liked, saved] = [await publishReel(partner), await publishReel(partner)]
    expectOk(await user.api.likeReel({ params: { reelId: liked.id } }))
    expectOk(await user.api.saveReel({ params: { reelId: saved.id } }))
    expect(expectOk(await user.api.listLikes()).items.map(reel => reel.id)).toEqual([liked.id])
    expect(expectOk(await user.api.listSaves()).items.map(reel => reel.id)).toEqual([saved.id])
  })
})
