import type { ClientSession, Types } from 'mongoose'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { publicAt } from '#domains/reels/public-at.ts'
import { expiryOf } from '#domains/trends/activity.ts'
import { ActivityModel, type StoredActivity } from '#domains/trends/activity-model.ts'
import { trendLists } from '#domains/trends/lists.ts'
import { type Trend, TrendModel } from '#domains/trends/model.ts'
import { addUp, scoreOf } from '#domains/trends/score.ts'
import { ACTIVITY_KINDS, MINIMUM_ACCOUNTS } from '#domains/trends/weights.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

/** What is read at once. More activities of one reel wait for the next run. */
const BATCH = 10_000
/** What one transaction counts, unless a single reel has more. */
const TRANSACTION = 500

type Pending = Pick<StoredActivity, '_id' | 'reel' | 'account' | 'kind' | 'at'>

/** Adds the activities that are pending to the scores of their reels, until `deadline` (milliseconds since the epoch). */
export async function countActivities(deadline: number): Promise<{ activities: number; reels: number }> {
  const done = { activities: 0, reels: 0 }
  for (let after: Types.ObjectId | null = null; Date.now() < deadline; ) {
    const batch = await readPending(after)
    const groups = byReel(batch)
    // The rest of its last reel is in the next batch: together they are one write.
    if (batch.length === BATCH && groups.length > 1) groups.pop()
    for (const part of inParts(groups)) {
      if (Date.now() >= deadline) return done
      const counted = await countTogether(part.map(({ _id }) => _id))
      done.activities += counted.activities
      done.reels += counted.reels
    }
    after = groups.at(-1)?.[0]?.reel ?? null
    if (batch.length < BATCH) break
  }
  return done
}

function readPending(after: Types.ObjectId | null): Promise<Pick<StoredActivity, '_id' | 'reel'>[]> {
  return readFields(ActivityModel, { pending: true, ...(after && { reel: { $gt: after } }) }, ['reel'])
    .sort({ reel: 1, _id: 1 })
    .limit(BATCH)
}

/** In one transaction, so that each activity is counted once, wherever the process dies, and if two count at once. */
function countTogether(ids: readonly Types.ObjectId[]) {
  return inTransaction(async session => {
    // [89 once] Of two runs at once, the second finds nothing that is still pending.
    const pending = await readFields(ActivityModel, { _id: { $in: ids }, pending: true }, [
      'reel',
      'account',
      'kind',
      'at',
    ]).session(session)
    const groups = byReel(pending)
    const reelIds = groups.flatMap(([first]) => first?.reel ?? [])
    const reels = mapById(
      // One that is not public can be neither liked nor seen: whoever tries gets 404, and no activity either.
      await readFields(ReelModel, { _id: { $in: reelIds }, ...publicAt(new Date()) }, [
        'partner',
        'tags',
        'price',
      ]).session(session),
    )
    const trends = mapById(
      await TrendModel.find({ _id: { $in: reelIds } })
        .session(session)
        .lean<Trend[]>(),
    )
    const known = await accountsBefore(
      reelIds.filter(id => (trends.get(String(id))?.accounts ?? 0) < MINIMUM_ACCOUNTS),
      session,
    )
    const writes = groups.flatMap(group => {
      const id = String(group[0]?.reel)
      const reel = reels.get(id)
      return reel ? trendAfter(group, reel, trends.get(id), known.get(id)) : []
    })
    if (writes.length > 0) {
      const operations = writes.map(({ _id, ...trend }) => ({
        updateOne: { filter: { _id }, update: { $set: trend }, upsert: true },
      }))
      await TrendModel.bulkWrite(operations, { session })
    }
    const counted = pending.filter(({ reel }) => reels.has(String(reel))).map(({ _id }) => _id)
    const vain = pending.filter(({ reel }) => !reels.has(String(reel))).map(({ _id }) => _id)
    await ActivityModel.updateMany({ _id: { $in: counted } }, { $unset: { pending: 1 } }, { session })
    await ActivityModel.deleteMany({ _id: { $in: vain } }, { session })
    return { activities: pending.length, reels: writes.length }
  })
}

/** The accounts that were active around each of these reels, which were too few to trend. */
async function accountsBefore(reels: readonly Types.ObjectId[], session: ClientSession) {
  const known = new Map<string, Set<string>>()
  if (reels.length === 0) return known
  const atMost = reels.length * (MINIMUM_ACCOUNTS - 1) * ACTIVITY_KINDS.length
  const counted = { reel: { $in: reels }, pending: null }
  const activities = await readFields(ActivityModel, counted, ['reel', 'account'])
    .limit(atMost)
    .session(session)
  for (const { reel, account } of activities) {
    const accounts = known.get(String(reel)) ?? new Set()
    known.set(String(reel), accounts.add(String(account)))
  }
  return known
}

function trendAfter(
  group: readonly Pending[],
  reel: Pick<ReadReel, '_id' | 'partner' | 'tags' | 'price'>,
  before: Trend | undefined,
  known: ReadonlySet<string> = new Set(),
): Trend {
  const active = new Set([...known, ...group.map(({ account }) => String(account))])
  const scores = group.map(({ kind, at }) => scoreOf(kind, at))
  const expiries = group.map(({ at }) => expiryOf(at))
  const isAlive = before && group.some(({ at }) => at < before.expiresAt)
  const accounts = Math.min(MINIMUM_ACCOUNTS, Math.max(isAlive ? before.accounts : 0, active.size))
  return {
    _id: reel._id,
    partner: reel.partner,
    // [91 accounts] A few accounts, however active, push no reel.
    lists: accounts >= MINIMUM_ACCOUNTS ? trendLists(reel) : [],
    score: addUp(before ? [before.score, ...scores] : scores),
    accounts,
    expiresAt: [...expiries, ...(before ? [before.expiresAt] : [])].reduce((a, b) => (a > b ? a : b)),
  }
}

function byReel<Item extends { reel: Types.ObjectId }>(items: readonly Item[]): Item[][] {
  return [...Map.groupBy(items, ({ reel }) => String(reel)).values()]
}

function inParts<Item>(groups: readonly Item[][]): Item[][] {
  const parts: Item[][] = []
  for (const group of groups) {
    const part = parts.at(-1)
    if (part && part.length + group.length <= TRANSACTION) part.push(...group)
    else parts.push([...group])
  }
  return parts
}

function mapById<Item extends { _id: Types.ObjectId }>(items: readonly Item[]): Map<string, Item> {
  return new Map(items.map(item => [String(item._id), item]))
}
