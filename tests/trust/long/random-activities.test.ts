import mongoose from 'mongoose'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { feedKey } from '#domains/reels/feed-keys.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { type Activity, noteActivities } from '#domains/trends/activity.ts'
import { ACTIVITY_KINDS, HALF_LIFE_HOURS, WEIGHTS } from '#domains/trends/weights.ts'
import { countTrends } from '#functions/jobs/count-trends.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { openContainer, ownDatabase } from '../../setup/faults/container.ts'
import { chance } from '../../setup/reports/seed.ts'
import '../../setup/reports/seen.ts'
import { daysAgo, oldAccount, readTrends, writesDuring } from '../../setup/trends/activities.ts'

const HALF_LIFE_MILLISECONDS = HALF_LIFE_HOURS * 60 * 60 * 1_000
const MINUTE = 60_000
/** How many are noted at once: more would take longer than a request may. */
const AT_ONCE = 250

let own: Awaited<ReturnType<typeof ownDatabase>>
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: `${own.uri}&monitorCommands=true` })
  await connectDatabase()
}, MINUTE)
afterAll(async () => {
  await disconnectDatabase()
  await own.close()
})

async function noteAll(activities: readonly Activity[]): Promise<void> {
  for (let from = 0; from < activities.length; from += AT_ONCE) {
    await noteActivities(activities.slice(from, from + AT_ONCE))
  }
}

/** What forward decay stands for, added up directly. */
function directSum(activities: readonly Activity[], now: number): number {
  return activities.reduce(
    (sum, { kind, at }) => sum + WEIGHTS[kind] * 2 ** ((at.getTime() - now) / HALF_LIFE_MILLISECONDS),
    0,
  )
}

it(
  '[89] what trends is in the order of the direct sum of 10,000 activities at random times, counted in any order, twice',
  async ({ task }) => {
    const dice = chance('trends')
    const now = Date.now()
    const partner = new mongoose.Types.ObjectId()
    const reels = await ReelModel.insertMany(
      Array.from({ length: 500 }, () => ({
        partner,
        status: 'ready' as const,
        price: { amount: 0, currency: 'USD' },
        feeds: [feedKey({})],
        publishedAt: daysAgo(20),
        createdAt: daysAgo(20),
        updatedAt: daysAgo(20),
      })),
    )
    const accounts = Array.from({ length: 300 }, oldAccount)
    const activities = new Map<string, Activity>()
    while (activities.size < 10_000) {
      const [{ _id: reel }, account, kind] = [dice.one(reels), dice.one(accounts), dice.one(ACTIVITY_KINDS)]
      // Within 13 days: what expires meanwhile would be missing in the second comparison.
      const at = new Date(now - Math.floor(dice.next() * 13 * HALF_LIFE_MILLISECONDS))
      activities.set(`${reel} ${account} ${kind}`, { reel, account, kind, at })
    }
    const all = [...activities.values()].sort(() => dice.next() - 0.5)
    let most = 0
    for (let from = 0; from < all.length; from += 2_500) {
      const part = all.slice(from, from + 2_500)
      await noteAll(part)
      const writes = await writesDuring(() => runJob(countTrends))
      expect(new Set(writes.keys())).toEqual(new Set(part.map(({ reel }) => String(reel))))
      most = Math.max(most, ...writes.values())
    }
    expect(most).toBe(1)
    const before = await readTrends(own.db)
    await noteAll(all)
    expect((await writesDuring(() => runJob(countTrends))).size).toBe(0)
    expect(await readTrends(own.db)).toEqual(before)

    const byReel = Map.groupBy(all, ({ reel }) => String(reel))
    const sums = before.map(({ _id }) => directSum(byReel.get(String(_id)) ?? [], now))
    const wrong = sums.filter((sum, n) => (sums[n + 1] ?? 0) - sum > 1e-9 * sum)
    expect(before).toHaveLength(500)
    expect(wrong).toEqual([])
    task.meta.seen = `500 reels in the order of their sums, from ${sums[0]?.toFixed(3)} to ${sums.at(-1)?.toFixed(3)}; at most ${most} write each time`
  },
  5 * MINUTE,
)
