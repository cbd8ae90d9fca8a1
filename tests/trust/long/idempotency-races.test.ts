import { randomUUID } from 'node:crypto'
import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { deleteDueMedia } from '#domains/deletion/media.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { type Guest, newGuest, openContainer, ownDatabase, ownMedia } from '../../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../../setup/faults/faulty-network.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { expectOk, problemOf } from '../../setup/people/people.ts'
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
  await openContainer({ ...media.settings, MONGODB_URI: network.uri })
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

const create = (partner: Guest, idempotencyKey: string) =>
  partner.api.createReel({ body: { title: 'Once', price: FREE, video: { base64 } }, idempotencyKey })

const reelsOf = (partner: Guest) =>
  own.db
    .collection('reels')
    .find({ partner: new mongoose.mongo.ObjectId(partner.id) })
    .toArray()

/** The files of a partner once what was noted for deletion is due. */
async function filesOf(partner: Guest): Promise<string[]> {
  await own.db.collection('pendingFolders').updateMany({}, { $set: { dueAt: new Date(0) } })
  await deleteDueMedia(new Date(), 1_000)
  return (await media.files(partner.id)).map(file => file.fileId)
}

it('[41] makes one reel of 20 creations at once with one Idempotency-Key', async ({ task }) => {
  const partner = await newGuest('partner')
  const key = randomUUID()
  const results = await Promise.all(Array.from({ length: 20 }, () => create(partner, key)))
  const outcomes = tally(results.map(result => (result.ok ? String(result.status) : problemOf(result))))
  const later = expectOk(await create(partner, key))
  for (const result of results) {
    if (result.ok) expect(expectOk(result)).toEqual(later)
    else expect(problemOf(result)).toBe('409 RequestInProgress')
  }
  const [reels, files] = [await reelsOf(partner), await filesOf(partner)]
  expect(reels.map(reel => String(reel._id))).toEqual([later.reel.id])
  expect(files).toEqual([reels[0]?.['video'].fileId])
  task.meta.seen = `${outcomes}; later the same answer; ${reels.length} reel, ${files.length} file`
})

/** The command of a creation at which the process dies: everything is lost from then on. */
const CRASHES = ['before the upload', 'before the reel', 'after the reel', 'before the answer is kept']

it.for(CRASHES)(
  '[41] carries out a creation that crashed %s when it is sent again, and makes one reel',
  async (crash, { task }) => {
    const partner = await newGuest('partner')
    const key = randomUUID()
    let isDead = false
    let inserts = 0
    let updates = 0
    network.onMessage = command => {
      if (isDead) return 'lose'
      if (command === 'insert') inserts += 1
      if (command === 'update') updates += 1
      // Inserts: the key, the reel. Updates: the note for deletion, then the partner's count or the key.
      isDead =
        (crash === 'before the upload' && updates === 1) ||
        (crash === 'before the reel' && inserts === 2) ||
        (crash === 'after the reel' && inserts === 2) ||
        (crash === 'before the answer is kept' && updates === 3)
      if (!isDead) return undefined
      return crash === 'after the reel' ? 'loseAnswer' : 'lose'
    }
    const first = await create(partner, key)
    network.onMessage = () => undefined
    expect(isDead).toBe(true)
    expect(problemOf(first)).toBe('503 ServiceUnavailable')
    const before = await reelsOf(partner)

    // As long as the lock is valid, nobody can know that its holder has died.
    expect(problemOf(await create(partner, key))).toBe('409 RequestInProgress')
    await own.db
      .collection('idempotencyKeys')
      .updateMany({ response: null }, { $set: { lockedUntil: new Date(Date.now() - 1) } })
    const again = expectOk(await create(partner, key))
    const [reels, files] = [await reelsOf(partner), await filesOf(partner)]
    expect(reels.map(reel => String(reel._id))).toEqual([again.reel.id])
    expect(files).toEqual([reels[0]?.['video'].fileId])
    expect(expectOk(await create(partner, key))).toEqual(again)
    task.meta.seen = `503 with ${before.length} reel left by the crash; 409 while its lock holds; then 201, ${reels.length} reel, ${files.length} file`
  },
)

it('[41] treats the same key from another partner as another request', async ({ task }) => {
  const partners = [await newGuest('partner'), await newGuest('partner')]
  const key = randomUUID()
  const made = await Promise.all(partners.map(partner => create(partner, key)))
  const ids = made.map(result => expectOk(result).reel.id)
  expect(new Set(ids).size).toBe(2)
  for (const [index, partner] of partners.entries()) {
    expect((await reelsOf(partner)).map(reel => String(reel._id))).toEqual([ids[index]])
  }
  task.meta.seen = '2 partners, 1 key: 2 reels, one of each'
})
