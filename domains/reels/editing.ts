import type * as z from 'zod'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import type { reelFields } from '#domains/reels/fields.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import { changeReel, findOwnReel } from '#domains/reels/stored-reels.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

// [45 attempts] More attempts would only add to the load.
const MAX_ATTEMPTS = 3

/** The fields that are to change. */
export type ReelChanges = {
  [Field in keyof typeof reelFields]?: z.infer<(typeof reelFields)[Field]> | undefined
}

/** Gives up with ServiceUnavailable if other requests keep changing the reel at the same time. */
export async function editReel(reelId: string, partner: Viewer<'partner'>, changes: ReelChanges) {
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const before = await findOwnReel(reelId, partner)
    if (isRefusal(before)) return before
    const edited = await edit(before, changes)
    if (edited) return edited
  }
  return refuse('ServiceUnavailable')
}

/** A reel that gets a price needs a preview. Nobody loses one that is there. */
function previewOf({ status, preview, price, previewDueAt }: ReadReel, changes: ReelChanges) {
  const isPaid = (changes.price ?? price).amount > 0
  if (status !== 'ready' || preview || !isPaid || !changes.price) return { previewDueAt }
  // [70 preview] It was free, and had none.
  return { previewDueAt: new Date(), previewAttempts: 0 }
}

// An edit is valid only if tags and price are still what the lists were worked out from.
async function edit(before: ReadReel, changes: ReelChanges): Promise<ReadReel | null> {
  const { _id, status, tags, price } = before
  const feeds =
    status === 'ready'
      ? feedKeys({ ...before, tags: changes.tags ?? tags, price: changes.price ?? price })
      : []
  return changeReel(
    { _id, status, tags, price },
    {
      ...changes,
      ...previewOf(before, changes),
      feeds,
      updatedAt: new Date(),
    },
  )
}
