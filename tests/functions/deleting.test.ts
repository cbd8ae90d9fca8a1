import mongoose from 'mongoose'
import { describe, expect, it } from 'vitest'
import { expectOk, newPartner, newUser, problemOf, stranger } from '../setup/people/people.ts'
import { database } from '../setup/platform/database.ts'
import { breakMedia, publishReel } from '../setup/videos/videos.ts'

const db = database()

describe('a deleted reel', () => {
  it('[42] adds no like or save to a deleted reel, and leaves none behind', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const params = { reelId: (await publishReel(partner)).id }
    expect((await partner.api.deleteReel({ params })).status).toBe(204)
    expect(problemOf(await user.api.likeReel({ params }))).toBe('404 ReelNotFound')
    expect(problemOf(await user.api.saveReel({ params }))).toBe('404 ReelNotFound')
    const reel = new mongoose.mongo.ObjectId(params.reelId)
    for (const name of ['likes', 'saves']) expect(await db.collection(name).countDocuments({ reel })).toBe(0)
  })

  it('is gone from every list, with its likes, its saves and its video', async () => {
    const [partner, user] = [await newPartner(), await newUser()]
    const reel = await publishReel(partner)
    const params = { reelId: reel.id }
    expectOk(await user.api.likeReel({ params }))
    expectOk(await user.api.saveReel({ params }))
    expect((await partner.api.deleteReel({ params })).status).toBe(204)
    expect(problemOf(await stranger().api.getReel({ params }))).toBe('404 ReelNotFound')
    expect(expectOk(await user.api.listLikes()).items).toEqual([])
    expect(expectOk(await user.api.listSaves()).items).toEqual([])
    expect(expectOk(await partner.api.listMyReels()).items).toEqual([])
    for (const collection of ['likes', 'saves']) {
      expect(
        await db.collection(collection).countDocuments({ reel: new mongoose.mongo.ObjectId(reel.id) }),
      ).toBe(0)
    }
    expect((await fetch(reel.video?.url ?? '')).status).toBe(404)
  })

  it('can be deleted again by its partner, and is not found by another', async () => {
    const [partner, other] = [await newPartner(), await newPartner()]
    const params = { reelId: (await publishReel(partner)).id }
    expect(problemOf(await other.api.deleteReel({ params }))).toBe('403 NotYourReel')
    expect((await partner.api.deleteReel({ params })).status).toBe(204)
    expect((await partner.api.deleteReel({ params })).status).toBe(204)
    expect(problemOf(await other.api.deleteReel({ params }))).toBe('404 ReelNotFound')
  })

  it('leaves its video to the job if the media server is down', async () => {
    const partner = await newPartner()
    const reel = await publishReel(partner)
    const mend = await breakMedia({ when: { contains: reel.id }, fault: 'status', status: 500 })
    expect((await partner.api.deleteReel({ params: { reelId: reel.id } })).status).toBe(204)
    await mend()
    const waiting = await db
      .collection<{ _id: string }>('pendingFolders')
      .findOne({ _id: new RegExp(reel.id) })
    expect(waiting).toMatchObject({ attempts: 1 })
    expect((await fetch(reel.video?.url ?? '')).status).toBe(200)
  })
})

describe('changing a reel', () => {
  it('is refused for another partner, and for a user', async () => {
    const [partner, other, user] = [await newPartner(), await newPartner(), await newUser()]
    const params = { reelId: (await publishReel(partner)).id }
    const body = { title: 'Mine now' }
    expect(problemOf(await other.api.updateReel({ params, body }))).toBe('403 NotYourReel')
    expect(problemOf(await user.api.updateReel({ params, body }))).toBe('403 WrongRole')
    expect(problemOf(await stranger().api.updateReel({ params, body }))).toBe('401 NotAuthenticated')
    expect(expectOk(await partner.api.getReel({ params })).reel.title).toBe('A reel')
  })
})
