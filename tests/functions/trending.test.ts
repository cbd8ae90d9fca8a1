import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Reel } from '#domains/reels/schemas.ts'
import { countTrends } from '#functions/jobs/count-trends.ts'
import { recount } from '#functions/jobs/recount.ts'
import type { Page } from '#shared/contract/page.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import {
  newGuest,
  newGuests,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { callInProcess } from '../setup/gateway/in-process.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { daysAgo, makeActive } from '../setup/trends/activities.ts'

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
})
afterEach(async () => {
  for (const name of ['trends', 'activities', 'reels']) await own.db.collection(name).deleteMany({})
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

const PAID = { price: { amount: 499, currency: 'USD' } }

/** Reels that trend, the first one most. */
async function trendingReels(partnerId: string, count: number, about = {}, from = 0.5): Promise<string[]> {
  const reels: string[] = []
  for (let n = 0; n < count; n += 1) {
    const reelId = await newPublicReel(partnerId, about)
    await makeActive(reelId, 3, { at: daysAgo(from + n / 100) })
    reels.push(reelId)
  }
  await runJob(countTrends)
  return reels
}

const idsOf = (items: readonly Reel[]) => items.map(({ id }) => id)

describe('the trending feed', () => {
  it('shows only what has the tag and the price, in the order of activity', async () => {
    const { id } = await newGuest('partner')
    const free = await trendingReels(id, 2, { tags: ['ocean'] })
    const paid = await trendingReels(id, 2, { tags: ['ocean', 'calm'], ...PAID })
    const read = async (query: Parameters<ReturnType<typeof passerBy>['listTrending']>[0]) =>
      idsOf(expectOk(await passerBy().listTrending(query)).items)
    expect(await read({ query: { price: 'free' } })).toEqual(free)
    expect(await read({ query: { tag: 'calm' } })).toEqual(paid)
    expect(await read({ query: { tag: 'ocean', price: 'paid' } })).toEqual(paid)
    expect(await read({ query: { tag: 'none' } })).toEqual([])
  })

  it('says what a user has liked, and where a view comes from', async () => {
    const [partner, user] = [await newGuest('partner'), await newGuest('user')]
    const [reelId = ''] = await trendingReels(partner.id, 1)
    expectOk(await user.api.likeReel({ params: { reelId } }))
    expect(expectOk(await user.api.listTrending()).items[0]?.viewer).toMatchObject({ liked: true })
  })

  it('has two reels of one partner in 20 as long as others trend, and shows the rest later, each once', async () => {
    const [loud, ...others] = await newGuests('partner', 16)
    const ofLoud = await trendingReels(loud?.id ?? '', 12, {}, 0)
    const ofOthers: string[] = []
    for (const { id } of others) ofOthers.push(...(await trendingReels(id, 2)))
    const first = expectOk(await passerBy().listTrending())
    expect(first.items.filter(({ partner }) => partner.id === loud?.id).map(({ id }) => id)).toEqual(
      ofLoud.slice(0, 2),
    )
    expect(first.items).toHaveLength(20)
    const seen = idsOf(first.items)
    for (let cursor = first.nextCursor; cursor !== null; ) {
      const page: Page<Reel> = expectOk(await passerBy().listTrending({ query: { cursor } }))
      seen.push(...idsOf(page.items))
      cursor = page.nextCursor
    }
    expect([...seen].sort()).toEqual([...ofLoud, ...ofOthers].sort())
  })

  it('shows no reel twice while others become more active', async () => {
    const partners = await newGuests('partner', 10)
    const reels: string[] = []
    for (const { id } of partners) reels.push(...(await trendingReels(id, 2)))
    const seen: string[] = []
    for (let cursor: string | null = ''; cursor !== null; ) {
      const page: Page<Reel> = expectOk(
        await passerBy().listTrending({ query: { limit: 3, ...(cursor && { cursor }) } }),
      )
      seen.push(...idsOf(page.items))
      cursor = page.nextCursor
      // The last reel of all rises to the top, and so does one that was shown.
      for (const id of [reels.at(-1), page.items.at(-1)?.id]) if (id) await makeActive(id, 3)
      await runJob(countTrends)
    }
    expect(new Set(seen).size).toBe(seen.length)
    expect(seen.length).toBeGreaterThanOrEqual(reels.length - 1)
  })

  it('refuses the cursor of another filter', async () => {
    const [partner] = [await newGuest('partner')]
    await trendingReels(partner.id, 3, { tags: ['ocean'] })
    const { nextCursor } = expectOk(await passerBy().listTrending({ query: { limit: 1 } }))
    const query = { tag: 'ocean', limit: 1, cursor: nextCursor ?? '' }
    expect(problemOf(await passerBy().listTrending({ query }))).toBe('400 InvalidCursor')
  })

  it('follows a reel whose tags and price change, and forgets one that is deleted', async () => {
    const partner = await newGuest('partner')
    const [first = '', second = ''] = await trendingReels(partner.id, 2, { tags: ['ocean'] })
    const params = { reelId: second }
    expectOk(await partner.api.updateReel({ params, body: { tags: ['calm'], ...PAID } }))
    const trend = await own.db.collection('trends').findOne({ _id: new mongoose.Types.ObjectId(second) })
    expect(trend?.['lists'].sort()).toEqual(['all', 'all paid', 'all paid tag:calm', 'all tag:calm'])
    const tags = async () => expectOk(await passerBy().listTrendingTags()).items
    expect(await tags()).toEqual([
      { tag: 'ocean', reels: 1 },
      { tag: 'calm', reels: 1 },
    ])
    expectOk(await partner.api.deleteReel({ params: { reelId: first } }))
    expect(idsOf(expectOk(await passerBy().listTrending()).items)).toEqual([second])
    const id = new mongoose.Types.ObjectId(first)
    expect(await own.db.collection('activities').countDocuments({ reel: id })).toBe(0)
    expect(await own.db.collection('trends').countDocuments({ _id: id })).toBe(0)
  })

  it('is recounted whatever happened to what is stored', async () => {
    const partner = await newGuest('partner')
    const [first = '', second = '', third = ''] = await trendingReels(partner.id, 3, { tags: ['ocean'] })
    const trends = own.db.collection('trends')
    const before = await trends.find().sort({ _id: 1 }).toArray()
    const idOf = (id: string) => ({ _id: new mongoose.Types.ObjectId(id) })
    await trends.deleteOne(idOf(first))
    await trends.updateOne(idOf(second), { $inc: { score: -3 }, $set: { lists: [] } })
    await trends.updateOne(idOf(third), { $set: { accounts: 0, expiresAt: new Date(0), lists: ['all'] } })
    await runJob(recount)
    expect(await trends.find().sort({ _id: 1 }).toArray()).toEqual(
      before.map(trend => ({ ...trend, score: expect.closeTo(trend['score'], 9) })),
    )
    expect(await runJob(recount)).toMatchObject({ healed: 0 })
  })
})

describe('tags that trend', () => {
  it('come first if their reels are active, then those of the newest, with the number of their public reels', async () => {
    const [partner, flood] = [await newGuest('partner'), await newGuest('partner')]
    await trendingReels(partner.id, 1, { tags: ['quiet', 'shared'] })
    await newPublicReel(partner.id, { tags: ['fresh', 'shared'] })
    // Of one partner, two reels count.
    for (const tag of ['one', 'two', 'three']) await trendingReels(flood.id, 1, { tags: [tag] })
    const { items } = expectOk(await passerBy().listTrendingTags())
    const active = items.slice(0, 4).map(({ tag }) => tag)
    expect(active.sort()).toEqual(['quiet', 'shared', 'three', 'two'])
    expect(items).toContainEqual({ tag: 'shared', reels: 2 })
    expect(items.map(({ tag }) => tag)).toContain('fresh')
    expect(expectOk(await passerBy().listTrendingTags({ query: { limit: 1 } })).items).toHaveLength(1)
  })

  it('may be cached for a minute', async () => {
    const answer = await callInProcess('http://in-process/tags/trending')
    expect(answer.headers['cache-control']).toBe('public, max-age=60')
  })
})
