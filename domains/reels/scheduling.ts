import * as z from 'zod'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { PUBLISH_AHEAD } from '#domains/reels/limits.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'
import { count } from '#shared/runtime/metrics.ts'

const BATCH = 100

/** So long before its time, a plan cannot be changed any more: longer than clocks of one region differ. */
const FIXED_MILLISECONDS = 1_000

/** When a reel is to become public: a time with any offset; null is now. */
export const PublishAt = z.iso
  .datetime({ offset: true, error: 'is not a time such as 2026-11-22T18:00:00Z' })
  .max(40, 'has more than 40 characters')
  .transform(time => new Date(time))
  .nullable()
  .meta({
    description:
      'When the reel becomes public, 5 minutes to 90 days ahead, with `Z` or an offset. null: now, or as soon as its video is there',
    // zod leaves the examples of what it transforms out.
    override: { examples: [null] },
  })

/** Refuses a time that is too near or too far. Not in the schema: a request that is repeated gets its first answer. */
export function refuseTime(publishAt: Date | null | undefined, now: Date) {
  if (!publishAt) return null
  const ahead = publishAt.getTime() - now.getTime()
  // [94 ahead] Nothing becomes public in the past of those who have read a list already.
  if (ahead >= PUBLISH_AHEAD.min && ahead <= PUBLISH_AHEAD.max) return null
  const message = 'is not 5 minutes to 90 days ahead'
  const errors = [{ in: 'body' as const, path: 'publishAt', message }]
  return refuse('ValidationFailed', { detail: `publishAt ${message}`, errors })
}

/** What a reel with a video is stored with to become public at a time, or at once if that has passed. */
export function publicFrom(publishAt: Date | null | undefined, now: Date) {
  const isAhead = publishAt != null && publishAt > now
  // [93 time] The time that was planned is the one that lists are sorted by.
  return isAhead
    ? { publishedAt: publishAt, countDueAt: publishAt, publishAt: null }
    : { publishedAt: now, countDueAt: null, publishAt: null }
}

/** The change of a plan: what to set, and the filter that the reel must still pass. */
export function changeOfPlan(reel: ReadReel, publishAt: Date | null | undefined, now: Date) {
  if (publishAt === undefined) return { set: {}, filter: {} }
  if (reel.status !== 'ready') return { set: { publishAt }, filter: {} }
  const isFixed = !reel.publishedAt || reel.publishedAt.getTime() - now.getTime() <= FIXED_MILLISECONDS
  if (isFixed) return publishAt ? refuse('AlreadyPublic') : { set: {}, filter: {} }
  return {
    set: publicFrom(publishAt, now),
    // Of several that move it at once, the last one decides.
    filter: {
      // [94 database-time] A request that is slow must not take back what somebody has seen: the clock of the database decides.
      $expr: { $gt: ['$publishedAt', { $add: ['$$NOW', FIXED_MILLISECONDS] }] },
    },
  }
}

/** Counts scheduled reels that have become public for their partners. Gives how many. */
export async function countPublished(now: Date, deadline: number): Promise<number> {
  let counted = 0
  while (Date.now() < deadline) {
    const due = await readFields(ReelModel, { countDueAt: { $lte: now } }, ['partner'])
      .sort({ countDueAt: 1 })
      .limit(BATCH)
    for (const reel of due) if (await countOnce(reel, now)) counted += 1
    if (due.length < BATCH) break
  }
  return counted
}

async function countOnce({ _id, partner }: Pick<ReadReel, '_id' | 'partner'>, now: Date): Promise<boolean> {
  const isMine = await inTransaction(async session => {
    const due = { _id, countDueAt: { $lte: now } }
    const { modifiedCount } = await ReelModel.updateOne(due, { $set: { countDueAt: null } }, { session })
    if (modifiedCount === 0) return false
    await PartnerModel.updateOne({ _id: partner }, { $inc: { readyReels: 1 } }, { session })
    return true
  })
  if (isMine) count('ReelsPublished')
  return isMine
}
