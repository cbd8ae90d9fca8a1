import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuest, newPublicReel, openContainer, ownDatabase, passerBy } from '../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../setup/faults/faulty-network.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'

const MINUTE = 60_000
const MOST_ATTEMPTS = 3
const MOST_EDITS = 10
const DEADLINE_MILLISECONDS = 10_000

let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: network.uri })
}, MINUTE)
afterEach(async () => {
  network.onMessage = () => undefined
  await own.fail('off')
})
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

const WRITE_CONFLICT = { errorCode: 112, errorLabels: ['TransientTransactionError'] }
const OVERLOADED = { errorCode: 462, errorLabels: ['SystemOverloadedError', 'RetryableError'] }

// The product has no transaction of several documents: each of its writes is one by itself, and may conflict.
it.for([
  { what: 'a conflict that never ends', data: WRITE_CONFLICT },
  { what: 'a database that refuses load (462)', data: OVERLOADED },
])('[45] answers $what with 503 after at most 3 attempts', async ({ data }, { task }) => {
  const [partner, user] = [await newGuest('partner'), await newGuest('user')]
  const params = { reelId: await newPublicReel(partner.id) }
  const file = { name: 'a.mp4', sizeBytes: 1_000, mimeType: 'video/mp4' }
  const calls = [
    { command: 'update', send: () => user.api.likeReel({ params }) },
    { command: 'findAndModify', send: () => partner.api.updateReel({ params, body: { title: 'Other' } }) },
    {
      command: 'insert',
      send: () =>
        partner.api.createUpload({ body: { title: 'A', price: { amount: 0, currency: 'USD' }, file } }),
    },
    { command: 'delete', send: () => user.api.endOtherSessions() },
    { command: 'find', send: () => user.api.getMe() },
    { command: 'aggregate', send: () => passerBy().listReels() },
  ]
  const seen: string[] = []
  for (const { command, send } of calls) {
    await own.fail('alwaysOn', { failCommands: [command], ...data })
    let attempts = 0
    network.onMessage = name => {
      if (name === command) attempts += 1
      return undefined
    }
    const startedAt = performance.now()
    const result = await send()
    const milliseconds = Math.round(performance.now() - startedAt)
    network.onMessage = () => undefined
    await own.fail('off')
    expect(problemOf(result), command).toBe('503 ServiceUnavailable')
    expect(milliseconds, command).toBeLessThan(DEADLINE_MILLISECONDS)
    expect(attempts, command).toBeGreaterThan(0)
    // The session and the reel are read by two commands at once.
    const parallel = command === 'find' ? 2 : 1
    expect(attempts, command).toBeLessThanOrEqual(MOST_ATTEMPTS * parallel)
    expect((await send()).status, command).toBeLessThan(300)
    seen.push(`${command}: ${attempts} attempts, ${milliseconds} ms`)
  }
  task.meta.seen = `503 each; ${seen.join('; ')}`
})

it('[45] gives up after 10 attempts with 503 if other writes always overtake an edit', async ({ task }) => {
  const partner = await newGuest('partner')
  const reelId = await newPublicReel(partner.id)
  const reels = own.db.collection('reels')
  let attempts = 0
  network.onMessage = (command, collection) => {
    if (command !== 'findAndModify' || collection !== 'reels') return undefined
    attempts += 1
    // Done before the edit arrives, which was held back for it.
    void reels.updateOne({ _id: new mongoose.mongo.ObjectId(reelId) }, { $inc: { 'price.amount': 1 } })
    return 200
  }
  const startedAt = performance.now()
  const result = await partner.api.updateReel({ params: { reelId }, body: { tags: ['late'] } })
  expect(performance.now() - startedAt).toBeLessThan(DEADLINE_MILLISECONDS)
  expect(problemOf(result)).toBe('503 ServiceUnavailable')
  expect(attempts).toBe(MOST_EDITS)
  expect((await reels.findOne({ _id: new mongoose.mongo.ObjectId(reelId) }))?.['tags']).toEqual([])
  task.meta.seen = `503 after ${attempts} attempts, nothing changed`
})

it('[45] carries out all of 10 edits of one reel at once', async ({ task }) => {
  const partner = await newGuest('partner')
  const params = { reelId: await newPublicReel(partner.id) }
  const titles = Array.from({ length: 10 }, (_, n) => `Title ${n}`)
  const edits = await Promise.all(titles.map(title => partner.api.updateReel({ params, body: { title } })))
  expect(edits.map(({ status }) => status)).toEqual(titles.map(() => 200))
  const { reel } = expectOk(await passerBy().getReel({ params }))
  expect(titles).toContain(reel.title)
  task.meta.seen = `10 × 200, ${reel.title} was the last`
})
