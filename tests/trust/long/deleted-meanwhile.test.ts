import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { deleteDueMedia } from '#domains/deletion/media.ts'
import { removeOrphanedReactions } from '#domains/upkeep/orphans.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuest, newGuests, openContainer, ownDatabase, ownMedia } from '../../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { expectOk } from '../../setup/people/people.ts'
import '../../setup/reports/seen.ts'
import { FREE, readClip } from '../../setup/videos/videos.ts'

const MINUTE = 60_000
const base64 = (await readClip('sunrise-run.mov')).toString('base64')

let own: Awaited<ReturnType<typeof ownDatabase>>
let media: Awaited<ReturnType<typeof ownMedia>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  media = await ownMedia()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ ...media.settings, MONGODB_URI: network.uri, MONGODB_POOL_SIZE: '100' })
}, MINUTE)
afterEach(() => {
  network.onMessage = () => undefined
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await media.close()
  await own.close()
})

async function remains(reelId: string): Promise<Record<string, number>> {
  const reel = new mongoose.mongo.ObjectId(reelId)
  return {
    reels: await own.db.collection('reels').countDocuments({ _id: reel }),
    likes: await own.db.collection('likes').countDocuments({ reel }),
    saves: await own.db.collection('saves').countDocuments({ reel }),
    files: (await media.files(reelId)).length,
  }
}

const NOTHING = { reels: 0, likes: 0, saves: 0, files: 0 }

it('[42] keeps no like, save or file of a reel that is deleted while 200 likes and saves of it arrive', async ({
  task,
}) => {
  const partner = await newGuest('partner')
  const users = await newGuests('user', 100)
  const { reel } = expectOk(
    await partner.api.createReel({ body: { title: 'A reel', price: FREE, video: { base64 } } }),
  )
  const params = { reelId: reel.id }
  const waiting = users.flatMap(user => [
    () => user.api.likeReel({ params }),
    () => user.api.saveReel({ params }),
  ])
  const statuses: number[] = []
  let deletion: Promise<{ status: number }> | undefined
  // Twenty at a time, so that some are before, some in the middle of and some after the deletion.
  const senders = Array.from({ length: 20 }, async () => {
    for (let send = waiting.pop(); send; send = waiting.pop()) {
      statuses.push((await send()).status)
      if (statuses.length === 60) deletion = partner.api.deleteReel({ params })
    }
  })
  await Promise.all(senders)
  expect((await deletion)?.status).toBe(204)
  expect(statuses.filter(status => status !== 200 && status !== 404)).toEqual([])
  const before = await remains(reel.id)
  // If nothing has failed, no like or save is left for the jobs.
  expect({ ...before, files: 0 }).toEqual(NOTHING)
  await deleteDueMedia(new Date(Date.now() + MINUTE), 100)
  await removeOrphanedReactions(Date.now() + MINUTE)
  expect(await remains(reel.id)).toEqual(NOTHING)
  task.meta.seen = `200 reactions (${tally(statuses.map(String))}) and the deletion at once; left: ${JSON.stringify(before)}, after the jobs: ${JSON.stringify(NOTHING)}`
})

it('[42] keeps no like that is stored after the likes of its reel were deleted, even if its request dies', async ({
  task,
}) => {
  const partner = await newGuest('partner')
  const [user, other] = await newGuests('user', 2)
  if (!user || !other) throw new Error('There are no users')
  const { reel } = expectOk(
    await partner.api.createReel({ body: { title: 'A reel', price: FREE, video: { base64 } } }),
  )
  const params = { reelId: reel.id }
  const collection = own.db.collection('likes')
  const seen: string[] = []
  for (const [who, dies] of [
    [user, false],
    [other, true],
  ] as const) {
    // The like's upsert is held back until the reel and its likes are gone.
    await own.db.collection('reels').updateOne({}, { $set: { status: 'ready' } })
    const document = await own.db.collection('reels').findOne({ _id: new mongoose.mongo.ObjectId(reel.id) })
    let isHeld = false
    network.onMessage = (command, collection) => {
      if (command === 'update' && !isHeld) {
        isHeld = true
        return 300
      }
      return dies && command === 'findAndModify' && collection === 'reels' ? 'lose' : undefined
    }
    const like = who.api.likeReel({ params })
    await expect.poll(() => isHeld).toBe(true)
    // Past the network, so that it is done before the held command.
    await own.db.collection('reels').deleteOne({ _id: new mongoose.mongo.ObjectId(reel.id) })
    const { status } = await like
    network.onMessage = () => undefined
    const left = await collection.countDocuments({ reel: new mongoose.mongo.ObjectId(reel.id) })
    expect(status).toBe(dies ? 503 : 404)
    expect(left).toBe(dies ? 1 : 0)
    await removeOrphanedReactions(Date.now() + MINUTE)
    expect(await collection.countDocuments({ reel: new mongoose.mongo.ObjectId(reel.id) })).toBe(0)
    seen.push(`${dies ? 'its request dies' : 'it goes on'}: ${status}, ${left} left, 0 after the job`)
    if (document) await own.db.collection('reels').insertOne(document)
  }
  task.meta.seen = seen.join('; ')
})
