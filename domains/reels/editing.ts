import type * as z from 'zod'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import type { reelFields } from '#domains/reels/fields.ts'
import { type ReadReel, ReelModel, WITHOUT_FEEDS } from '#domains/reels/model.ts'
import { findOwnReel } from '#domains/reels/own-reel.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

// [45 attempts] More attempts would only add to the load.
const MAX_ATTEMPTS = 3

/** The fields that are to change. */
export type ReelChanges = {
  [Field in keyof typeof reelFields]?: z.infer<(typeof reelFields)[Field]> | undefined
}

/**
 * Changes the fields that are given and no others.
 * @returns ServiceUnavailable if other requests kept changing the reel at the same time
 */
export async function editReel(reelId: string, partner: Viewer<'partner'>, changes: ReelChanges) {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const before = await findOwnReel(reelId, partner)
    if (isRefusal(before)) return before
    const edited = await edit(before, changes)
    if (edited) return edited
  }
  return refuse('ServiceUnavailable')
}

// The lists of a reel follow from its tags and price, so an edit is valid only if those are still what the lists
// were worked out from.
async function edit(before: ReadReel, changes: ReelChanges): Promise<ReadReel | null> {
  const { _id, status, tags, price } = before
  const feeds =
    status === 'ready'
      ? feedKeys({ ...before, tags: changes.tags ?? tags, price: changes.price ?? price })
      : []
  return ReelModel.findOneAndUpdate(
    { _id, status, tags, price },
    { $set: { ...changes, feeds, updatedAt: new Date() } },
    { returnDocument: 'after', projection: WITHOUT_FEEDS },
  ).lean<ReadReel>()
}
