import { afterAll, beforeAll, expect, it } from 'vitest'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuests, newPublicReel, openContainer, ownDatabase, passerBy } from '../setup/faults/container.ts'
import { type FaultyNetwork, openFaultyNetwork } from '../setup/faults/faulty-network.ts'
import { tally } from '../setup/gateway/requests.ts'
import '../setup/reports/seen.ts'

const MINUTE = 60_000
const POOL = 5
/** The driver watches the server on a connection of its own. */
const MONITOR = 1

let own: Awaited<ReturnType<typeof ownDatabase>>
let network: FaultyNetwork
beforeAll(async () => {
  own = await ownDatabase()
  network = await openFaultyNetwork(own.uri)
  await openContainer({ MONGODB_URI: network.uri, MONGODB_POOL_SIZE: String(POOL) })
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await network.close()
  await own.close()
})

it('[46] connects once for 20 first calls at once', async ({ task }) => {
  await disconnectDatabase()
  const { opened } = network.connections
  const attempts = await Promise.all(Array.from({ length: 20 }, () => connectDatabase()))
  expect(new Set(attempts).size).toBe(1)
  await disconnectDatabase()
  const results = await Promise.all(Array.from({ length: 20 }, () => passerBy().listReels()))
  expect(results.map(({ status }) => status)).toEqual(Array(20).fill(200))
  const made = network.connections.opened - opened
  expect(made).toBeLessThanOrEqual(2 * MONITOR + 1 + POOL)
  task.meta.seen = `20 first calls: ${tally(results.map(({ status }) => String(status)))}, 1 client, ${made} connections in two cold starts (pool ${POOL}, monitor ${MONITOR})`
})

it('[46] opens no more connections than its pool allows during 200 warm calls at once', async ({ task }) => {
  const [user] = await newGuests('user', 1)
  const [partner] = await newGuests('partner', 1)
  if (!user || !partner) throw new Error('There are no people')
  const params = { reelId: await newPublicReel(partner.id) }
  const { opened } = network.connections
  const calls = Array.from({ length: 200 }, (_, index) =>
    index % 2 === 0 ? user.api.likeReel({ params }) : passerBy().getReel({ params }),
  )
  const results = await Promise.all(calls)
  expect(results.map(({ status }) => status)).toEqual(Array(200).fill(200))
  expect(network.connections.most).toBeLessThanOrEqual(POOL + MONITOR)
  const made = network.connections.opened - opened
  expect(made).toBeLessThanOrEqual(POOL)
  task.meta.seen = `200 calls at once: ${tally(results.map(({ status }) => String(status)))}; at most ${network.connections.most} connections open, the monitor's included (pool ${POOL}), ${made} new`
})
