import { setTimeout as pause } from 'node:timers/promises'
import type * as z from 'zod'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import type { reelFields } from '#domains/reels/fields.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import { countReadyReels } from '#domains/reels/publishing.ts'
import { changeOfPlan, refuseTime } from '#domains/reels/scheduling.ts'
import { changeReel, findOwnReel } from '#domains/reels/stored-reels.ts'
import { forgetTermsOf, keepUpWithBrand, readPublisher, wordsFor } from '#domains/reels/wording.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

// [45 attempts] More attempts would only add to the load.
const MAX_ATTEMPTS = 10
const LONGEST_PAUSE = 250

/** The fields that are to change. */
export type ReelChanges = {
  [Field in keyof typeof reelFields]?: z.infer<(typeof reelFields)[Field]> | undefined
} & { publishAt?: Date | null | undefined }

/** Gives up with ServiceUnavailable if other requests keep changing the reel at the same time. */
export async function editReel(reelId: string, partner: Viewer<'partner'>, changes: ReelChanges) {
  const refusedTime = refuseTime(changes.publishAt, new Date())
  if (refusedTime) return refusedTime
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
    const before = await findOwnReel(reelId, partner)
    if (isRefusal(before)) return before
    const edited = await edit(before, changes)
    if (edited) return edited
    // At random, so that edits that were in each other's way are not so again.
    await pause(Math.random() * Math.min(LONGEST_PAUSE, 10 * 2 ** attempt))
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

// An edit is valid only if all is still as it was when the lists and the words were worked out from it.
async function edit(before: ReadReel, { publishAt, ...changes }: ReelChanges) {
  const plan = changeOfPlan(before, publishAt, new Date())
  if (isRefusal(plan)) return plan
  const { _id, status, title, description, tags, price, language = null } = before
  const after = {
    title: changes.title ?? title,
    description: changes.description ?? description,
    tags: changes.tags ?? tags,
    price: changes.price ?? price,
    language: changes.language ?? language,
  }
  const isReady = status === 'ready'
  const publishedAt = 'publishedAt' in plan.set ? plan.set.publishedAt : before.publishedAt
  const publisher = await readPublisher(before.partner)
  const words = await wordsFor(after, publisher, isReady ? publishedAt : null)
  const edited = await changeReel(
    { _id, status, title, description, tags, price, language, ...plan.filter },
    {
      ...changes,
      ...plan.set,
      ...previewOf(before, changes),
      feeds: isReady ? feedKeys({ ...before, ...after }) : [],
      // [97 edited] In the same write as the texts that they follow from.
      words,
      updatedAt: new Date(),
    },
  )
  // It was scheduled, and this edit has published it at once.
  const isNowPublic = before.countDueAt && 'countDueAt' in plan.set && !plan.set.countDueAt
  if (edited && isNowPublic) await countReadyReels(edited, 1)
  if (edited && isReady) {
    await keepUpWithBrand(edited, publisher)
    await forgetTermsOf(before, publisher.brandName, edited)
  }
  return edited
}
