import mongoose from 'mongoose'
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { newGuest, newPublicReel, openContainer, ownDatabase } from '../setup/faults/container.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import '../setup/reports/seen.ts'
import { countNow, newPlay, tell, ticketOf } from '../setup/views/watching.ts'

vi.setConfig({ testTimeout: 120_000 })

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri, MONGODB_POOL_SIZE: '20' })
}, 60_000)
afterEach(() => {
  vi.useRealTimers()
})
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

/** A partner whose account and session last as long as the clock of these tests is moved. */
async function partnerIn(timeZone: string) {
  const partner = await newGuest('partner')
  await own.db
    .collection('partners')
    .updateOne({ _id: new mongoose.Types.ObjectId(partner.id) }, { $set: { timeZone } })
  return partner
}

/** Somebody new watches the whole of a reel of four seconds at this time. */
async function watchAt(time: string, reel: string): Promise<void> {
  vi.useFakeTimers({ toFake: ['Date'], now: new Date(time) })
  await tell([{ ticket: ticketOf(reel, { durationSeconds: 4 }), play: newPlay(), watched: [[0, 4]] }])
  await countNow()
  vi.useRealTimers()
}

/** The local day and the views of each point with any. */
function daysOf(series: readonly { at: string; views: number | null }[]): Record<string, number> {
  return Object.fromEntries(series.flatMap(({ at, views }) => (views ? [[at, views]] : [])))
}

describe('the statistics of a partner', () => {
  // In years to come: what has expired by then is not removed while a test looks at it.
  it.each([
    {
      timeZone: 'Asia/Kathmandu',
      times: ['2036-11-25T18:14:00.000Z', '2036-11-25T18:16:00.000Z', '2036-11-26T18:14:00.000Z'],
      days: { '2036-11-25': 1, '2036-11-26': 2 },
    },
    {
      // Summer time ends at 06:00 UTC on the second of November: the day has 25 hours.
      timeZone: 'America/New_York',
      times: [
        '2036-11-02T03:59:00.000Z',
        '2036-11-02T04:00:00.000Z',
        '2036-11-03T04:59:00.000Z',
        '2036-11-03T05:00:00.000Z',
      ],
      days: { '2036-11-01': 1, '2036-11-02': 2, '2036-11-03': 1 },
    },
    {
      // It begins at 07:00 UTC on the eighth of March: the day has 23 hours.
      timeZone: 'America/New_York',
      times: [
        '2037-03-08T04:59:00.000Z',
        '2037-03-08T05:00:00.000Z',
        '2037-03-09T03:59:00.000Z',
        '2037-03-09T04:00:00.000Z',
      ],
      days: { '2037-03-07': 1, '2037-03-08': 2, '2037-03-09': 1 },
    },
  ])('[105] have each view on the day of $timeZone, and add up: $days', async ({ timeZone, times, days }) => {
    const partner = await partnerIn(timeZone)
    const [first, second] = [await newPublicReel(partner.id), await newPublicReel(partner.id)]
    for (const time of times) {
      await watchAt(time, first)
      await watchAt(time, second)
    }
    const query = { from: '2036-10-20', to: '2037-03-30' }
    const ofReel = expectOk(await partner.api.getReelStatistics({ params: { reelId: first }, query }))
    const ofAll = expectOk(await partner.api.getStatistics({ query }))
    expect(daysOf(ofReel.series)).toEqual(days)
    expect(daysOf(ofAll.series)).toEqual(
      Object.fromEntries(Object.entries(days).map(([day, views]) => [day, 2 * views])),
    )
    for (const { totals, series } of [ofReel, ofAll]) {
      for (const name of ['plays', 'views', 'watchSeconds', 'completions'] as const) {
        expect(
          series.reduce((sum, point) => sum + (point[name] ?? 0), 0),
          name,
        ).toBeCloseTo(totals[name], 5)
      }
    }
    expect(ofReel.totals).toMatchObject({ views: times.length, watchSeconds: 4 * times.length })
    const { items } = expectOk(await partner.api.listReelStatistics({ query }))
    expect(items.map(({ reel, views }) => [reel.id, views]).sort()).toEqual(
      [first, second].map(id => [id, times.length]).sort(),
    )
  })

  it('[105] tell nothing to another partner, and nothing about fewer than five viewers', async ({ task }) => {
    const [partner, other] = [await newGuest('partner'), await newGuest('partner')]
    const reelId = await newPublicReel(partner.id)
    const today = new Date().toISOString().slice(0, 10)
    const query = { from: today, to: today, interval: 'hour' as const }
    const told = async () => expectOk(await partner.api.getReelStatistics({ params: { reelId }, query }))
    const watch = () =>
      tell([{ ticket: ticketOf(reelId, { durationSeconds: 4 }), play: newPlay(), watched: [[0, 4]] }])
    for (let viewers = 1; viewers <= 4; viewers += 1) await watch()
    await countNow()
    const few = await told()
    expect(few.totals.views).toBe(4)
    expect(few.retention).toBeNull()
    expect(Object.values(few.from)).toEqual([null, null, null, null, null, null])
    for (const { plays, views, watchSeconds } of few.series) {
      expect([plays, views, watchSeconds]).toEqual([null, null, null])
    }
    await watch()
    await countNow()
    const enough = await told()
    expect(enough.from).toMatchObject({ feed: 5, share: null })
    expect(enough.retention).toEqual(Array.from({ length: 100 }, () => 1))
    const refused = await other.api.getReelStatistics({ params: { reelId }, query })
    expect(problemOf(refused)).toBe('403 NotYourReel')
    expect(JSON.stringify(refused)).not.toContain('views')
    task.meta.seen = 'of 4 viewers only totals, of 5 all of it; another partner 403'
  })
})
