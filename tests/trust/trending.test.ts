import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import type { Reel } from '#domains/reels/schemas.ts'
import { trendLists } from '#domains/trends/lists.ts'
import { HALF_LIFE_HOURS } from '#domains/trends/weights.ts'
import { countTrends } from '#functions/jobs/count-trends.ts'
import type { Page } from '#shared/contract/page.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import {
  newGuest,
  newGuests,
  newPublicReel,
  openContainer,
  ownDatabase,
  passerBy,
} from '../setup/faults/container.ts'
import { expectOk } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'
import { daysAgo, makeActive, readTrends, writesDuring } from '../setup/trends/activities.ts'
import { countNow } from '../setup/views/watching.ts'

const HALF_LIFE_MILLISECONDS = HALF_LIFE_HOURS * 60 * 60 * 1_000

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: `${own.uri}&monitorCommands=true` })
  await connectDatabase()
})
afterEach(async () => {
  vi.useRealTimers()
  for (const name of ['trends', 'activities', 'reels', 'likes', 'saves']) {
    await own.db.collection(name).deleteMany({})
  }
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** Every page of the list, one after the other. */
async function allTrending(limit: number): Promise<string[]> {
  const ids: string[] = []
  for (let cursor: string | null = ''; cursor !== null; ) {
    const page: Page<Reel> = expectOk(
      await passerBy().listTrending({ query: { limit, ...(cursor && { cursor }) } }),
    )
    ids.push(...page.items.map(({ id }) => id))
    cursor = page.nextCursor
  }
  return ids
}

/** One job notes likes and saves as activities, the other one counts these. */
async function countReactions(): Promise<void> {
  await countNow()
  await runJob(countTrends)
}

describe('what trends', () => {
  it('[89] counts each activity once if two count at once, and if one dies on the way', async ({ task }) => {
    const reelId = await newPublicReel((await newGuest('partner')).id)
    const at = new Date()
    await makeActive(reelId, 40, { at })
    await Promise.all([runJob(countTrends), runJob(countTrends), runJob(countTrends)])
    await makeActive(reelId, 24, { at })
    await own.fail({ times: 1 }, { failCommands: ['commitTransaction'], errorCode: 8000 })
    await expect(runJob(countTrends)).rejects.toThrow()
    await runJob(countTrends)
    const [trend] = await readTrends(own.db)
    expect(trend?.score).toBeCloseTo(Math.log2(64) + at.getTime() / HALF_LIFE_MILLISECONDS, 9)
    task.meta.seen = '64 likes weigh 64'
  })

  it('[90] keeps its order for a week without any activity, without a write, and ends after 14 days', async ({
    task,
  }) => {
    const partners = await newGuests('partner', 4)
    const reels: string[] = []
    for (const [n, partner] of partners.entries()) {
      const reelId = await newPublicReel(partner.id)
      reels.push(reelId)
      await makeActive(reelId, 3 + n)
    }
    await runJob(countTrends)
    const order = [...reels].reverse()
    expect(await allTrending(2)).toEqual(order)
    const stored = await readTrends(own.db)
    vi.useFakeTimers({ toFake: ['Date'] })
    const DAY = 24 * 60 * 60 * 1_000
    const started = Date.now()
    for (let day = 1; day <= 7; day += 1) {
      vi.setSystemTime(started + day * DAY)
      expect((await writesDuring(() => runJob(countTrends))).size).toBe(0)
      expect(await allTrending(2)).toEqual(order)
    }
    expect(await readTrends(own.db)).toEqual(stored)

    const newer = await newPublicReel(partners[0]?.id ?? '')
    vi.setSystemTime(started + 14 * DAY - 60_000)
    expect(await allTrending(2)).toEqual([...order, newer])
    vi.setSystemTime(started + 14 * DAY + 60_000)
    // Nothing trends any more: the newest come first.
    expect(await allTrending(2)).toEqual([newer, ...[...reels].reverse()])
    expect(expectOk(await passerBy().listTrending()).items[0]?.id).toBe(newer)
    task.meta.seen = '7 days: 0 writes, the same order; after 14 days the newest'
  }, 60_000)

  it('[91] weighs one like of an account that takes it back 100 times, and needs three accounts older than a day', async ({
    task,
  }) => {
    const partner = await newGuest('partner')
    const [eager, ...others] = await newGuests('user', 3, { since: daysAgo(2) })
    const young = await newGuests('user', 50, { since: daysAgo(0.04) })
    const [liked, pushed] = [await newPublicReel(partner.id), await newPublicReel(partner.id)]
    const params = { reelId: liked }
    const before = Date.now()
    vi.useFakeTimers({ toFake: ['Date'] })
    for (let n = 0; n < 100; n += 1) {
      expectOk((await eager?.api.likeReel({ params })) ?? expect.fail())
      if (n % 25 === 0) {
        await countReactions()
        // An account may change 120 things in a minute.
        vi.setSystemTime(Date.now() + 61_000)
      }
      expectOk((await eager?.api.unlikeReel({ params })) ?? expect.fail())
    }
    for (const { api } of young) expectOk(await api.likeReel({ params: { reelId: pushed } }))
    await countReactions()
    const [trend, ...rest] = await readTrends(own.db)
    expect(rest).toEqual([])
    expect(trend).toMatchObject({ lists: [] })
    expect(trend?.score).toBeGreaterThanOrEqual(before / HALF_LIFE_MILLISECONDS)
    expect(trend?.score).toBeLessThanOrEqual(Date.now() / HALF_LIFE_MILLISECONDS)
    expect(await allTrending(20)).toEqual([pushed, liked])

    for (const { api } of others) expectOk(await api.likeReel({ params }))
    await countReactions()
    expect((await readTrends(own.db))[0]?.lists).toEqual(
      trendLists({ tags: [], price: { amount: 0, currency: 'USD' } }),
    )
    expect(await allTrending(20)).toEqual([liked, pushed])
    task.meta.seen = 'score of one like; 50 new accounts: no trend; third account: first in the list'
  }, 180_000)

  it('[92] shows all reels of a small site, each once', async ({ task }) => {
    const partner = await newGuest('partner')
    const viewer = await newGuest('user', { since: daysAgo(2) })
    const reels: string[] = []
    for (let n = 0; n < 3; n += 1) reels.push(await newPublicReel(partner.id))
    expect(await allTrending(20)).toEqual([...reels].reverse())
    expect(expectOk(await passerBy().listTrending()).items).toHaveLength(3)
    expectOk(await viewer.api.likeReel({ params: { reelId: reels[0] ?? '' } }))
    await countReactions()
    for (const limit of [1, 2, 3, 20]) expect((await allTrending(limit)).sort()).toEqual([...reels].sort())
    // With one that trends, it is not among the newest again.
    await makeActive(reels[0] ?? '', 3)
    await runJob(countTrends)
    const order = [reels[0], reels[2], reels[1]]
    for (const limit of [1, 2, 3, 20]) expect(await allTrending(limit)).toEqual(order)
    task.meta.seen = '3 of 3 reels, in pages of 1, 2, 3 and 20'
  })
})
