import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuest, newPublicReel, openContainer, ownDatabase } from '../setup/faults/container.ts'
import { expectOk } from '../setup/people/people.ts'
import { countNow } from '../setup/views/watching.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MILLISECONDS)
}

describe('an activity', () => {
  it('is noted once for a like that is taken back and given again, and once for a save', async () => {
    const [partner, user] = [await newGuest('partner'), await newGuest('user', { since: daysAgo(2) })]
    const params = { reelId: await newPublicReel(partner.id) }
    for (let n = 0; n < 5; n += 1) {
      expectOk(await user.api.likeReel({ params }))
      expectOk(await user.api.saveReel({ params }))
      await countNow()
      expectOk(await user.api.unlikeReel({ params }))
    }
    const reel = new mongoose.Types.ObjectId(params.reelId)
    const noted = await own.db.collection('activities').find({ reel }).toArray()
    expect(noted.map(({ kind, pending }) => [kind, pending]).sort()).toEqual([
      ['like', true],
      ['save', true],
    ])
  })

  it('is not noted of a like that is taken back before the job has seen it', async () => {
    const [partner, user] = [await newGuest('partner'), await newGuest('user', { since: daysAgo(2) })]
    const params = { reelId: await newPublicReel(partner.id) }
    expectOk(await user.api.likeReel({ params }))
    expectOk(await user.api.unlikeReel({ params }))
    await countNow()
    const reel = new mongoose.Types.ObjectId(params.reelId)
    expect(await own.db.collection('activities').countDocuments({ reel })).toBe(0)
  })

  it('is noted of no account that is younger than a day', async () => {
    const [partner, user] = [await newGuest('partner'), await newGuest('user', { since: daysAgo(0.99) })]
    const params = { reelId: await newPublicReel(partner.id) }
    expectOk(await user.api.likeReel({ params }))
    await countNow()
    expect(
      await own.db
        .collection('activities')
        .countDocuments({ reel: new mongoose.Types.ObjectId(params.reelId) }),
    ).toBe(0)
  })
})
