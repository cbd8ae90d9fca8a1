import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import type { Client } from '#client'
import { MAX_FOLLOWED } from '#domains/follows/limits.ts'
import { feedKey } from '#domains/reels/feed-keys.ts'
import { createReadyReel } from '#domains/reels/publishing.ts'
import { explainable, explainedQueries } from '#local/explained.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import {
  type Guest,
  newGuest,
  newGuests,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'

const MINUTE = 60_000
const { ObjectId } = mongoose.Types

interface Command {
  name: string
  body: Record<string, unknown>
}

const commands: Command[] = []
let sequence = 0
let inFlight = 0

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  const uri = new URL(own.uri)
  uri.searchParams.set('monitorCommands', 'true')
  // The readers of row 87 are in this one container. In a stage, each would have one to itself.
  await openContainer({ MONGODB_URI: uri.href, MONGODB_POOL_SIZE: '25' })
  const client = await connectDatabase()
  client.on('commandStarted', event => {
    if (inFlight === 0) sequence += 1
    inFlight += 1
    commands.push({ name: event.commandName, body: event.command })
  })
  client.on('commandSucceeded', () => {
    inFlight -= 1
  })
  client.on('commandFailed', () => {
    inFlight -= 1
  })
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

const about = ({ id }: Pick<Guest, 'id'>) => ({ params: { partnerId: id } })

async function storeFollows(user: string, partners: readonly mongoose.Types.ObjectId[]): Promise<void> {
  const follows = partners.map(partner => ({ user: new ObjectId(user), partner, createdAt: new Date() }))
  if (follows.length > 0) await own.db.collection('follows').insertMany(follows)
}

/** What the queries for reels among these commands examine together: each chunk is a query of its own. */
async function examinedBy(sent: readonly Command[]) {
  const examined = { queries: 0, keys: 0, documents: 0, sorts: 0 }
  for (const { name, body } of sent) {
    if (body[name] !== 'reels') continue
    const answer = await own.db.command({ explain: explainable(body), verbosity: 'executionStats' })
    for (const { keys, documents, sorts } of explainedQueries(answer)) {
      examined.queries += 1
      examined.keys += keys
      examined.documents += documents
      examined.sorts += sorts
    }
  }
  return examined
}

it(
  '[86] reads a page of the following feed by as many keys as partners are followed and reels are shown',
  async ({ task }) => {
    const partners = Array.from({ length: 1_000 }, (_, n) => ({
      _id: new ObjectId(),
      brandName: `Brand ${n}`,
      email: `brand-${n}@example.com`,
      createdAt: new Date(),
    }))
    await own.db.collection('partners').insertMany(partners)
    const reels = own.db.collection('reels')
    const start = Date.UTC(2026, 0, 1)
    for (let from = 0; from < 100_000; from += 5_000) {
      const batch = Array.from({ length: 5_000 }, (_, n) => {
        const partner = partners[(from + n) % 1_000]?._id ?? new ObjectId()
        const at = new Date(start + (from + n) * 1_000)
        return {
          partner,
          status: 'ready',
          title: String(from + n),
          description: '',
          tags: [],
          price: { amount: 0, currency: 'USD' },
          likes: 0,
          saves: 0,
          feeds: [feedKey({ partner: String(partner) })],
          publishedAt: at,
          createdAt: at,
          updatedAt: at,
        }
      })
      await reels.insertMany(batch, { ordered: false })
    }
    // The first page of a container waits for its second connection.
    expectOk(await (await newGuest('user')).api.listFollowing())
    const seen: string[] = []
    for (const k of [1, 50, 200, 201, 1_000]) {
      const user = await newGuest('user')
      await storeFollows(
        user.id,
        partners.slice(0, k).map(({ _id }) => _id),
      )
      let cursor: string | undefined
      const newest = Array.from({ length: 100_000 }, (_, n) => 99_999 - n).filter(n => n % 1_000 < k)
      for (const page of ['first', 'second']) {
        commands.length = 0
        const before = sequence
        const answer = expectOk(await user.api.listFollowing({ query: cursor ? { cursor } : {} }))
        const trips = sequence - before
        const examined = await examinedBy(commands.splice(0))
        const chunks = Math.ceil(k / 200)
        const what = `${page} page of ${k}: ${JSON.stringify(examined)}, ${trips} round trips`
        seen.push(what)
        expect(
          answer.items.map(({ title }) => Number(title)),
          what,
        ).toEqual(newest.splice(0, 20))
        expect(examined.queries, what).toBe(chunks)
        expect(examined.documents, what).toBeLessThanOrEqual(21 * chunks)
        expect(examined.keys, what).toBeLessThanOrEqual(k + 21 * chunks)
        expect(examined.sorts, what).toBe(0)
        expect(trips, what).toBeLessThanOrEqual(3)
        cursor = answer.nextCursor ?? undefined
      }
    }
    // What the database does with one range more than it merges.
    const filter = {
      feeds: { $in: partners.slice(0, 201).map(({ _id }) => feedKey({ partner: String(_id) })) },
    }
    const tooMany = { find: 'reels', filter, sort: { publishedAt: -1, _id: -1 }, limit: 21 }
    expect((await examinedBy([{ name: 'find', body: tooMany }])).sorts).toBe(1)
    task.meta.seen = seen.join('; ')
  },
  10 * MINUTE,
)

/** All pages to the very end. */
async function everything(api: Client): Promise<string[]> {
  const ids: string[] = []
  let cursor: string | undefined
  do {
    const page = expectOk(await api.listFollowing({ query: { limit: 50, ...(cursor && { cursor }) } }))
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor ?? undefined
  } while (cursor)
  return ids
}

it(
  '[87] shows readers who page to the end no reel twice and misses none, while others publish, schedule and delete',
  async ({ task }) => {
    const partners = await newGuests('partner', 50)
    const readers = await newGuests('user', 20)
    for (const { id } of readers) {
      await storeFollows(
        id,
        partners.map(partner => new ObjectId(partner.id)),
      )
    }
    /** When each reel that is there is public from. */
    const stored = new Map<string, number>()
    const times = { published: 0, scheduled: 0, deleted: 0, pages: 0 }
    const publish = async ({ id }: Guest, publishAt: Date | null) => {
      const reelId = new ObjectId().toHexString()
      const path = `/reels/${id}/${reelId}/${'0'.repeat(12)}/video.mp4`
      const video = { fileId: reelId, path, durationSeconds: 4, width: 360, height: 640, sizeBytes: 1_000 }
      const description = { title: 'A reel', price: { amount: 0, currency: 'USD' }, publishAt }
      const reel = await createReadyReel(reelId, id, description, video)
      stored.set(reelId, Number(reel.publishedAt))
      return reelId
    }
    for (const partner of partners) for (let n = 0; n < 3; n += 1) await publish(partner, null)

    let isWriting = true
    const write = async (partner: Guest) => {
      const mine: string[] = []
      for (let n = 0; n < 10; n += 1) {
        const isScheduled = n % 3 === 1
        mine.push(await publish(partner, isScheduled ? new Date(Date.now() + 20 * n) : null))
        times[isScheduled ? 'scheduled' : 'published'] += 1
        const gone = n % 3 === 2 ? mine.shift() : undefined
        if (!gone) continue
        // From here on, no reader has to find it.
        stored.delete(gone)
        await own.db.collection('reels').deleteOne({ _id: new ObjectId(gone) })
        times.deleted += 1
      }
    }
    const read = async ({ api }: Guest) => {
      let rounds = 0
      while (isWriting || rounds === 0) {
        const startedAt = Date.now()
        const expected = [...stored].filter(([, publishedAt]) => publishedAt < startedAt).map(([id]) => id)
        const ids = await everything(api)
        rounds += 1
        times.pages += 1
        expect(ids.length).toBe(new Set(ids).size)
        const found = new Set(ids)
        expect(expected.filter(id => stored.has(id) && !found.has(id))).toEqual([])
      }
    }
    const writing = inGroups(partners, 5, write).finally(() => {
      isWriting = false
    })
    await Promise.all([writing, ...readers.map(read)])
    task.meta.seen = JSON.stringify(times)
  },
  10 * MINUTE,
)

it(
  '[88] counts followers exactly, however follows and unfollows are interleaved, and ends at the limit',
  async ({ task }) => {
    const [partners, users] = [await newGuests('partner', 5), await newGuests('user', 100)]
    await inGroups([...users.entries()], 10, async ([index, { api }]) => {
      const sent = Array.from({ length: 10 }, (_, n) => {
        const partner = partners[(index + (n % 2)) % 5]
        if (!partner) throw new Error('There is no partner')
        const isFollow = (index + n) % 3 !== 0
        return isFollow ? api.followPartner(about(partner)) : api.unfollowPartner(about(partner))
      })
      for (const answer of await Promise.all(sent)) expect(answer.status).toBe(200)
    })
    const counted: string[] = []
    for (const partner of partners) {
      const follows = own.db.collection('follows')
      const stored = await follows.find({ partner: new ObjectId(partner.id) }).toArray()
      const { followers } = expectOk(await passerBy().getPartner(about(partner))).partner
      expect(followers).toBe(stored.length)
      const again = follows.insertOne({ ...stored[0], _id: new ObjectId() })
      await expect(again).rejects.toMatchObject({ code: 11000 })
      counted.push(`${followers} = ${stored.length}`)
    }

    const [user, target] = [await newGuest('user'), await newGuest('partner')]
    const others = Array.from({ length: MAX_FOLLOWED }, () => new ObjectId())
    await storeFollows(user.id, others)
    const answers = await Promise.all(partners.map(partner => user.api.followPartner(about(partner))))
    expect(answers.map(problemOf)).toEqual(Array(5).fill('409 FollowLimit'))
    expect(problemOf(await user.api.followPartner(about(target)))).toBe('409 FollowLimit')
    const stored = () => own.db.collection('follows').countDocuments({ user: new ObjectId(user.id) })
    expect(await stored()).toBe(MAX_FOLLOWED)
    expect(expectOk(await user.api.getPartner(about(target))).partner).toMatchObject({
      followers: 0,
      viewer: { following: false },
    })
    await own.db.collection('follows').deleteOne({ user: new ObjectId(user.id), partner: others[0] })
    expect(expectOk(await user.api.followPartner(about(target)))).toEqual({ following: true, followers: 1 })
    task.meta.seen = `followers = documents: ${counted.join(', ')}; the 2,001st: 409 FollowLimit`
  },
  5 * MINUTE,
)

/** With more at once, some would wait for a connection of the pool for longer than it lets them. */
async function inGroups<Item>(items: readonly Item[], size: number, work: (item: Item) => Promise<void>) {
  for (let from = 0; from < items.length; from += size) {
    await Promise.all(items.slice(from, from + size).map(work))
  }
}
