import type { ClientSession, Types } from 'mongoose'
import { ReelModel } from '#domains/reels/model.ts'
import { expiryOf } from '#domains/trends/activity.ts'
import { ActivityModel } from '#domains/trends/activity-model.ts'
import { removeTrend, trendLists } from '#domains/trends/lists.ts'
import { type Trend, TrendModel } from '#domains/trends/model.ts'
import { addUp, scoreOf } from '#domains/trends/score.ts'
import { MINIMUM_ACCOUNTS } from '#domains/trends/weights.ts'
import { walk } from '#domains/upkeep/walk.ts'
import { readFields, readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

/** Scores that differ by less are equal: activity that has expired weighs no more. */
const TOLERANCE = 0.001

/** Makes the trends what the activities say that were counted. */
export async function recountTrends(deadline: number): Promise<{ trends: number; healed: number }> {
  let healed = 0
  const trends = await walk<{ _id: Types.ObjectId }>({
    job: 'recountTrends',
    deadline,
    next: reelsAfter,
    async visit(batch) {
      for (const { _id } of batch) if (await recountTrend(_id)) healed += 1
    },
  })
  return { trends, healed }
}

/** The reels that trend or had activity, in the order of their ids. */
async function reelsAfter(after: Types.ObjectId | null, limit: number): Promise<{ _id: Types.ObjectId }[]> {
  const found: { _id: Types.ObjectId }[] = []
  for (let position = after; found.length < limit; ) {
    const [activity, trend] = await Promise.all([
      readFieldsOfOne(ActivityModel, position ? { reel: { $gt: position } } : {}, ['reel']).sort({
        reel: 1,
        account: 1,
        kind: 1,
      }),
      readFieldsOfOne(TrendModel, position ? { _id: { $gt: position } } : {}, []).sort({ _id: 1 }),
    ])
    const [first] = [activity?.reel ?? [], trend?._id ?? []].flat().sort(byId)
    if (!first) break
    found.push({ _id: first })
    position = first
  }
  return found
}

/** Whether it was wrong. */
async function recountTrend(id: Types.ObjectId): Promise<boolean> {
  if (!(await ReelModel.exists({ _id: id, status: 'ready' }))) {
    await removeTrend(id)
    return true
  }
  return inTransaction(async session => {
    const [stored, truth] = [
      await TrendModel.findById(id).session(session).lean<Trend>(),
      await truthOf(id, session),
    ]
    if (isSame(stored, truth)) return false
    if (!truth) await TrendModel.deleteOne({ _id: id }, { session })
    else {
      const { _id, ...trend } = truth
      await TrendModel.updateOne({ _id }, { $set: trend }, { upsert: true, session })
    }
    return true
  })
}

/** What the activities of a reel add up to, without those that the next run of the job counts. */
async function truthOf(id: Types.ObjectId, session: ClientSession): Promise<Trend | null> {
  const reel = await readFieldsOfOne(ReelModel, { _id: id, status: 'ready' }, [
    'partner',
    'tags',
    'price',
  ]).session(session)
  if (!reel) return null
  const accounts = new Set<string>()
  let score: number | null = null
  let latest = new Date(0)
  const activities = readFields(ActivityModel, { reel: id, pending: null }, ['account', 'kind', 'at'])
    .session(session)
    .cursor()
  for await (const { account, kind, at } of activities) {
    if (accounts.size < MINIMUM_ACCOUNTS) accounts.add(String(account))
    const own = scoreOf(kind, at)
    score = score === null ? own : addUp([score, own])
    if (at > latest) latest = at
  }
  if (score === null) return null
  const lists = accounts.size >= MINIMUM_ACCOUNTS ? trendLists(reel) : []
  return {
    _id: id,
    partner: reel.partner,
    lists,
    score,
    accounts: accounts.size,
    expiresAt: expiryOf(latest),
  }
}

function isSame(stored: Trend | null, truth: Trend | null): boolean {
  if (!stored || !truth) return stored === truth
  return (
    Math.abs(stored.score - truth.score) < TOLERANCE &&
    stored.accounts === truth.accounts &&
    stored.expiresAt.getTime() === truth.expiresAt.getTime() &&
    String(stored.partner) === String(truth.partner) &&
    JSON.stringify(stored.lists) === JSON.stringify(truth.lists)
  )
}

function byId(a: Types.ObjectId, b: Types.ObjectId): number {
  return String(a) < String(b) ? -1 : 1
}
