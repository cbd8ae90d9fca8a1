import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { expectOk } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
let partner: Guest
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
  partner = await newGuest('partner')
}, 60_000)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

const READERS = 100
/** So many at once as a container takes without a queue. */
const AT_ONCE = 5
const BEFORE = 24
const MEANWHILE = 50

/** Where a reel has the words: `lighthouse keeper` is what is searched for. */
const TEXTS = [
  { title: 'The lighthouse keeper' },
  { title: 'The lighthouse keepership' },
  { title: 'The keeper', description: 'Of a lighthouse.' },
  { title: 'A lighthouse', description: 'And its keepership.' },
]

/** Every page of a search, one after the other. */
async function readAll(sort: 'relevant' | 'newest', limit: number): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const query = { q: 'lighthouse keeper', sort, limit, ...(cursor !== undefined && { cursor }) }
    const page = expectOk(await passerBy().searchReels({ query }))
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor !== undefined)
  return ids
}

it('[98] 100 readers of a search miss and repeat nothing while 50 reels are published', async ({ task }) => {
  const before: string[] = []
  for (let n = 0; n < BEFORE; n += 1) before.push(await newPublicReel(partner.id, TEXTS[n % TEXTS.length]))
  // Only their ids tell them apart.
  await own.db.collection('reels').updateMany({}, { $set: { publishedAt: new Date(Date.now() - 1_000) } })

  const tiers = before.map((id, n) => [id, n % TEXTS.length] as const)
  const tierOf = new Map(tiers)
  let published = 0
  const publish = async () => {
    for (let n = 0; n < MEANWHILE; n += 1) {
      tierOf.set(await newPublicReel(partner.id, TEXTS[n % TEXTS.length]), n % TEXTS.length)
      published += 1
    }
  }
  const read: string[][] = []
  const readers = Array.from({ length: AT_ONCE }, async (_, first) => {
    for (let n = first; n < READERS; n += AT_ONCE) {
      read[n] = await readAll(n % 4 === 0 ? 'newest' : 'relevant', 3 + (n % 7))
    }
  })
  await Promise.all([publish(), ...readers])

  for (const [n, ids] of read.entries()) {
    expect(new Set(ids).size, `reader ${n}`).toBe(ids.length)
    expect(ids, `reader ${n}`).toEqual(expect.arrayContaining(before))
    if (n % 4 === 0) continue
    const found = ids.map(id => tierOf.get(id) ?? 0)
    expect(found, `reader ${n}`).toEqual(found.toSorted())
  }
  task.meta.seen = `${read.flat().length} reels read by ${READERS} readers, ${published} published meanwhile`
}, 120_000)

it('[98] of reels of one millisecond, each is on one page', async () => {
  const at = new Date(Date.now() - 5_000)
  const ids: string[] = []
  for (let n = 0; n < 9; n += 1) ids.push(await newPublicReel(partner.id, { title: 'Simultaneous' }))
  const some = { _id: { $in: ids.map(id => new mongoose.mongo.ObjectId(id)) } }
  await own.db.collection('reels').updateMany(some, { $set: { publishedAt: at } })
  const pages: string[] = []
  let cursor: string | undefined
  for (let n = 0; n < 9 && (n === 0 || cursor); n += 1) {
    const query = { q: 'simultaneous', limit: 2, ...(cursor !== undefined && { cursor }) }
    const page = expectOk(await passerBy().searchReels({ query }))
    pages.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  }
  expect(pages).toEqual(ids.toReversed())
})
