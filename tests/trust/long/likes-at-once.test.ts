import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { LikeModel } from '#domains/reactions/model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { recountReels } from '#domains/upkeep/recount.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newGuests,
  newPublicReel,
  openContainer,
  ownDatabase,
} from '../../setup/faults/container.ts'
import { tally } from '../../setup/gateway/requests.ts'
import { chance, trustSeed } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'

const MINUTE = 60_000
/** How many of the requests that arrive at once are carried out at once, each in a container of its own. */
const CONTAINERS = 200

let own: Awaited<ReturnType<typeof ownDatabase>>
let partner: Guest
let users: Guest[]
beforeAll(async () => {
  own = await ownDatabase()
  // Each request sends two commands to the database at once.
  await openContainer({ MONGODB_URI: own.uri, MONGODB_POOL_SIZE: String(2 * CONTAINERS) })
  partner = await newGuest('partner')
  users = await newGuests('user', 1_000)
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** The counter on the reel and the documents, which must be the same. */
async function counted(reelId: string): Promise<{ counter: number | undefined; documents: number }> {
  const reel = await ReelModel.findById(reelId, { likes: 1 }).lean()
  const documents = await LikeModel.countDocuments({ reel: new mongoose.Types.ObjectId(reelId) })
  return { counter: reel?.likes, documents }
}

/** Sends requests at once. If one ends with 503, it is sent again, as a client does. */
async function atOnce(calls: readonly (() => Promise<{ status: number }>)[]): Promise<string> {
  const outcomes: string[] = []
  const waiting = [...calls]
  const containers = Array.from({ length: CONTAINERS }, async () => {
    for (let call = waiting.shift(); call; call = waiting.shift()) {
      const { status } = await call()
      outcomes.push(String(status))
      if (status === 503) waiting.push(call)
    }
  })
  await Promise.all(containers)
  // A request that failed may have ended between the like and its counter: row 40.
  if (outcomes.includes('503')) await recountReels(Date.now() + MINUTE)
  return tally(outcomes)
}

const like = (user: Guest, reelId: string) => () => user.api.likeReel({ params: { reelId } })
const unlike = (user: Guest, reelId: string) => () => user.api.unlikeReel({ params: { reelId } })

it(
  '[39] counts 1,000 users who like one reel at once exactly, and then unlike it',
  async ({ task }) => {
    const reelId = await newPublicReel(partner.id)
    const startedAt = performance.now()
    const liked = await atOnce(users.map(user => like(user, reelId)))
    const seconds = ((performance.now() - startedAt) / 1_000).toFixed(1)
    const after = await counted(reelId)
    expect(after).toEqual({ counter: 1_000, documents: 1_000 })
    const unliked = await atOnce(users.map(user => unlike(user, reelId)))
    expect(await counted(reelId)).toEqual({ counter: 0, documents: 0 })
    task.meta.seen = `1,000 likes in ${seconds} s (${liked}): counter ${after.counter}, documents ${after.documents}; 1,000 unlikes (${unliked}): 0 and 0`
  },
  2 * MINUTE,
)

it(
  '[39] counts one user who likes 100 times at once as one',
  async ({ task }) => {
    const reelId = await newPublicReel(partner.id)
    const [user] = users
    if (!user) throw new Error('There are no users')
    const liked = await atOnce(Array.from({ length: 100 }, () => like(user, reelId)))
    const after = await counted(reelId)
    expect(after).toEqual({ counter: 1, documents: 1 })
    // Whoever sends them, only this index prevents two upserts at once from storing two documents.
    const again = LikeModel.create({ user: user.id, reel: reelId, createdAt: new Date() })
    await expect(again).rejects.toMatchObject({ code: 11_000 })
    const unliked = await atOnce(Array.from({ length: 100 }, () => unlike(user, reelId)))
    expect(await counted(reelId)).toEqual({ counter: 0, documents: 0 })
    task.meta.seen = `100 likes of one user (${liked}): counter 1, documents 1; 100 unlikes (${unliked}): 0 and 0`
  },
  2 * MINUTE,
)

it(
  '[39] counts 500 likes and 500 unlikes in any order exactly',
  async ({ task }) => {
    const reelId = await newPublicReel(partner.id)
    const pick = chance('likes and unlikes')
    const some = users.slice(0, 250)
    for (const user of some.slice(0, 125)) await like(user, reelId)()
    const calls = Array.from({ length: 1_000 }, (_, index) => {
      const user = pick.one(some)
      return { at: pick.next(), call: index % 2 === 0 ? like(user, reelId) : unlike(user, reelId) }
    }).sort((a, b) => a.at - b.at)
    const outcomes = await atOnce(calls.map(({ call }) => call))
    const after = await counted(reelId)
    expect(after.counter, `seed ${trustSeed()}`).toBe(after.documents)
    expect(after.documents).toBeGreaterThan(0)
    expect(after.documents).toBeLessThan(250)
    task.meta.seen = `500 likes and 500 unlikes of 250 users (${outcomes}): counter ${after.counter}, documents ${after.documents}`
  },
  2 * MINUTE,
)
