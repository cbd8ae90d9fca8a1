import { afterAll, beforeAll, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuest, newPublicReel, openContainer, ownDatabase } from '../setup/faults/container.ts'
import { captureLog } from '../setup/logs/capture-log.ts'
import '../setup/reports/seen.ts'
import { countNow, newPlay, tell, ticketOf } from '../setup/views/watching.ts'

const VIEWERS = 1_000
const HOUR = 60 * 60 * 1_000
const AT_ONCE = 20

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri, MONGODB_POOL_SIZE: '20' })
}, 60_000)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** Addresses that are nowhere else in the database or in the log. */
function addressesOf(): string[] {
  return Array.from({ length: VIEWERS }, (_, n) =>
    n % 2 === 0 ? `203.${n % 256}.${(n >> 8) + 100}.77` : `2001:db8:${n.toString(16)}:77::${n.toString(16)}`,
  )
}

/** Every document of every collection. */
async function everything() {
  const found: { collection: string; document: Record<string, unknown> }[] = []
  for (const { name } of await own.db.listCollections().toArray()) {
    for (const document of await own.db.collection(name).find().toArray()) {
      found.push({ collection: name, document })
    }
  }
  return found
}

it('[103] stores no address of 1,000 viewers, and nothing that names one for longer than 48 hours', async ({
  task,
}) => {
  const partner = await newGuest('partner')
  const reel = await newPublicReel(partner.id)
  const ticket = ticketOf(reel)
  const addresses = addressesOf()
  const log = captureLog()
  const waiting = [...addresses]
  while (waiting.length > 0) {
    const some = waiting.splice(0, AT_ONCE)
    await Promise.all(
      some.map(sourceIp => tell([{ ticket, play: newPlay(), watched: [[0, 4]] }], { sourceIp })),
    )
  }
  await countNow()
  const written = log.text()
  const stored = await everything()
  const text = JSON.stringify(stored)
  for (const address of addresses) {
    expect(text).not.toContain(address)
    // The /24 and the /48 of it.
    expect(text).not.toContain(
      address
        .split(/[.:]/)
        .slice(0, 3)
        .join(address.includes(':') ? ':' : '.'),
    )
    expect(written).not.toContain(address)
  }
  const views = stored.find(({ collection }) => collection === 'reelTotals')?.document['views']
  expect(views).toBe(VIEWERS)

  // What names a viewer goes by itself: it says when, and an index looks there.
  const limit = Date.now() + 48 * HOUR
  for (const name of ['plays', 'viewMarks', 'viewSalts']) {
    const documents = stored.filter(({ collection }) => collection === name)
    expect(documents.length, name).toBeGreaterThan(0)
    for (const { document } of documents) {
      expect(document['expiresAt'], name).toBeInstanceOf(Date)
      expect(Number(document['expiresAt']), name).toBeLessThanOrEqual(limit)
    }
    const indexes = await own.db.collection(name).listIndexes().toArray()
    expect(
      indexes.map(({ key, expireAfterSeconds }) => ({ key, expireAfterSeconds })),
      name,
    ).toContainEqual({ key: { expiresAt: 1 }, expireAfterSeconds: 0 })
  }
  // The hash of a viewer is nowhere else.
  const hashes = stored.flatMap(({ collection, document }) =>
    collection === 'plays' ? [String(document['viewer'])] : [],
  )
  expect(new Set(hashes).size).toBe(VIEWERS)
  const lasting = JSON.stringify(
    stored.filter(({ collection }) => !['plays', 'viewMarks', 'viewSalts'].includes(collection)),
  )
  for (const hash of hashes) expect(lasting).not.toContain(hash)
  task.meta.seen = `${stored.length} documents and ${written.length} characters of the log: no address; ${hashes.length} hashes, all gone within 48 hours`
}, 180_000)
