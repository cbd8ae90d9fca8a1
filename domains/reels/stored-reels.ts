import type { QueryFilter, UpdateQuery } from 'mongoose'
import { WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

export async function readReel(filter: QueryFilter<ReadReel>): Promise<ReadReel | null> {
  return ReelModel.findOne(filter, WITHOUT_FEEDS).lean<ReadReel>()
}

/** Changes a reel if it still passes the filter, and gives it as it is afterwards; else null. */
export async function changeReel(filter: QueryFilter<ReadReel>, changes: UpdateQuery<ReadReel>['$set']) {
  const options = { returnDocument: 'after', projection: WITHOUT_FEEDS } as const
  return ReelModel.findOneAndUpdate(filter, { $set: { ...changes } }, options).lean<ReadReel>()
}

/** A reel that its partner wants to change. */
export async function findOwnReel(reelId: string, viewer: Viewer<'partner'>) {
  const reel = await readReel({ _id: reelId })
  if (!reel || reel.status === 'withdrawn') return refuse('ReelNotFound')
  // [24 owner-of-reel] Every partner has the role, but only one owns the reel.
  if (String(reel.partner) !== viewer.id) return refuse('NotYourReel')
  return reel
}
