import type { ClientSession, Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import {
  type PartnerDay,
  PartnerDayModel,
  type ReelDay,
  ReelDayModel,
  ReelTotalModel,
} from '#domains/statistics/model.ts'
import { isSameDay, summedDay } from '#domains/upkeep/summed-day.ts'
import { afterId, walk } from '#domains/upkeep/walk.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

/** Makes the totals of reels, and what the reels show of them, what their days add up to. */
export async function recountTotals(deadline: number): Promise<{ reels: number; healed: number }> {
  let healed = 0
  const reels = await walk<{ _id: Types.ObjectId; views: number; shares: number }>({
    job: 'recountTotals',
    deadline,
    next: (after, limit) =>
      readFields(ReelModel, afterId(after), ['views', 'shares']).sort({ _id: 1 }).limit(limit),
    async visit(batch) {
      const ids = batch.map(({ _id }) => _id)
      const [sums, totals] = await Promise.all([
        sumsOf({ $in: ids }, null),
        readFields(ReelTotalModel, { _id: { $in: ids } }, ['views', 'shares']),
      ])
      const totalOf = new Map(totals.map(total => [String(total._id), total]))
      for (const { _id, views = 0, shares = 0 } of batch) {
        const truth = sums.get(String(_id)) ?? NOTHING
        if (!isSame(truth, totalOf.get(String(_id)) ?? NOTHING)) {
          await recountTotal(_id)
          healed += 1
        }
        if (isSame(truth, { views, shares })) continue
        // A number that has moved since it was read is left to the next round.
        const unmoved = { _id, views: views || { $in: [0, null] }, shares: shares || { $in: [0, null] } }
        healed += (await ReelModel.updateOne(unmoved, { $set: truth })).modifiedCount
      }
    },
  })
  return { reels, healed }
}

/** Makes the days of partners what the days of their reels add up to. */
export async function recountPartnerDays(deadline: number): Promise<{ partners: number; healed: number }> {
  let healed = 0
  const partners = await walk<{ _id: Types.ObjectId }>({
    job: 'recountPartnerDays',
    deadline,
    next: (after, limit) => readFields(PartnerModel, afterId(after), []).sort({ _id: 1 }).limit(limit),
    async visit(batch) {
      for (const { _id } of batch) healed += await recountDaysOf(_id)
    },
  })
  return { partners, healed }
}

interface Total {
  views: number
  shares: number
}

const NOTHING: Total = { views: 0, shares: 0 }

async function sumsOf(
  reel: Types.ObjectId | { $in: Types.ObjectId[] },
  session: ClientSession | null,
): Promise<Map<string, Total>> {
  const sums = await ReelDayModel.aggregate<Total & { _id: Types.ObjectId }>([
    { $match: { reel } },
    { $group: { _id: '$reel', views: { $sum: '$views' }, shares: { $sum: '$shares' } } },
  ]).session(session)
  return new Map(sums.map(({ _id, views, shares }) => [String(_id), { views, shares }]))
}

/** In a transaction, because something may be counted meanwhile. */
async function recountTotal(reel: Types.ObjectId): Promise<void> {
  await inTransaction(async session => {
    // It is written first, so that a job that counts waits or is counted.
    await ReelTotalModel.deleteOne({ _id: reel }, { session })
    const truth = (await sumsOf(reel, session)).get(String(reel))
    if (truth) await ReelTotalModel.create([{ _id: reel, ...truth }], { session })
  })
}

/** Reads the days of reels in the order of their dates, so that only those of one date are held at once. */
async function recountDaysOf(partner: Types.ObjectId): Promise<number> {
  const stored = await PartnerDayModel.find({ partner }).lean<PartnerDay[]>()
  const left = new Map(stored.map(day => [day.date, day]))
  const wrong: string[] = []
  const compare = (date: string, days: readonly ReelDay[]) => {
    const day = left.get(date)
    left.delete(date)
    if (!day || !isSameDay(summedDay(days, day), day)) wrong.push(date)
  }
  let sameDate: ReelDay[] = []
  const days = ReelDayModel.find({ partner }).sort({ date: 1 }).lean<ReelDay[]>().cursor()
  for await (const day of days) {
    const [first] = sameDate
    if (first && first.date !== day.date) {
      compare(first.date, sameDate)
      sameDate = []
    }
    sameDate.push(day)
  }
  const [last] = sameDate
  if (last) compare(last.date, sameDate)
  // Those of which no reel has a day.
  for (const { date } of [...left.values()]) compare(date, [])
  for (const date of wrong) await recountDay(partner, date)
  return wrong.length
}

async function recountDay(partner: Types.ObjectId, date: string): Promise<void> {
  await inTransaction(async session => {
    const _id = `${String(partner)}:${date}`
    // [108 same-time] It is written first, so that a job that counts waits or is counted.
    const before = await PartnerDayModel.findOneAndDelete({ _id }, { session }).lean<PartnerDay>()
    const days = await daysOfReels(partner, date, session)
    const startsAt = before?.startsAt ?? days[0]?.startsAt
    if (!startsAt) return
    await PartnerDayModel.create([{ _id, partner, date, startsAt, ...summedDay(days, before) }], { session })
  })
}

function daysOfReels(partner: Types.ObjectId, date: string, session: ClientSession | null) {
  return ReelDayModel.find({ partner, date }).session(session).lean<ReelDay[]>()
}

function isSame(a: Total, b: Total): boolean {
  return a.views === b.views && a.shares === b.shares
}
