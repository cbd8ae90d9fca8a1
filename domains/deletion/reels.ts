import mongoose, { type Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { DeletedReelModel } from '#domains/deletion/model.ts'
import { mayDeleteFiles, reelsWithEndedRights } from '#domains/entitlements/holders.ts'
import { discardUpload, withPendingFolder } from '#domains/media/pending-files.ts'
import { closeCheckoutsOfReel } from '#domains/purchases/closing.ts'
import { removeReactionsTo } from '#domains/reactions/reacting.ts'
import { WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { folderOf } from '#domains/reels/folders.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { countReadyReels } from '#domains/reels/publishing.ts'
import { findOwnReel, readReel } from '#domains/reels/stored-reels.ts'
import { forgetTermsOf } from '#domains/reels/wording.ts'
import { forgetTotalsOf } from '#domains/statistics/forgetting.ts'
import { removeTrend } from '#domains/trends/lists.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'

/** How long the request that deletes a reel waits for ImageKit before it leaves the rest to the job. */
const PATIENCE_MILLISECONDS = 3_000

/** Deleting a reel again is a success, and finishes an attempt that died on the way. */
export async function deleteOwnReel(reelId: string, partner: Viewer<'partner'>) {
  const wasDeleted = await DeletedReelModel.exists({ _id: reelId, partner: partner.id })
  const reel = wasDeleted ? await readReel({ _id: reelId }) : await findOwnReel(reelId, partner)
  if (isRefusal(reel)) return reel
  await (reel ? deleteReel(reel) : removeInterest(new mongoose.Types.ObjectId(reelId)))
  return null
}

/**
 * Deletes a reel and everything that belongs to it. If somebody has bought it, or is about to, it is only taken from
 * everybody else: a job deletes it when the last right to it has ended.
 * @param found the reel as it was read
 * @param brandName what its buyers see of a partner that is gone
 * @returns whether it is gone
 */
export async function deleteReel(found: ReadReel, brandName: string | null = null): Promise<boolean> {
  // First, so that nobody buys it while the rights to it are looked up.
  const reel = found.video ? await withdrawReel(found, brandName) : found
  // [53 closed] Anyone who has the page of Stripe open could still pay.
  if (reel.video) await closeCheckoutsOfReel(reel._id)
  if (reel.video && !(await mayDeleteFiles(reel))) return false
  // The folders are noted first: once the reel is gone, nothing else names its files.
  await deletingFile(reel.preview, () => deletingFile(reel.video, () => removeReel(reel)))
  if (reel.uploadFolder) await discardUpload(reel.uploadFolder)
  return true
}

/** Deletes a file whose reel is gone after this work. */
async function deletingFile(
  file: { fileId: string; path: string } | null,
  work: () => Promise<void>,
): Promise<void> {
  if (!file) return work()
  const folder = folderOf(file.path) ?? file.path
  const emptyAt = new Date(Date.now() + PATIENCE_MILLISECONDS)
  await withPendingFolder({ folder, fileId: file.fileId, emptyAt }, async () => {
    await work()
    return { folder: 'unwanted', result: null }
  })
}

/** Takes a reel off sale and out of every list. Gives it as it was then. */
async function withdrawReel(reel: ReadReel, brandName: string | null): Promise<ReadReel> {
  await buryReel(reel)
  const partner = await readFieldsOfOne(PartnerModel, { _id: reel.partner }, ['brandName'])
  const withdrawal = { at: new Date(), brandName: partner?.brandName ?? brandName ?? 'A former partner' }
  const before = await ReelModel.findOneAndUpdate(
    { _id: reel._id, status: { $ne: 'withdrawn' } },
    {
      // [97 withdrawn] Its buyers would still find it.
      $set: {
        status: 'withdrawn',
        feeds: [],
        words: [],
        withdrawal,
        likes: 0,
        saves: 0,
        previewDueAt: null,
        countDueAt: null,
      },
    },
    { projection: WITHOUT_FEEDS },
  ).lean<ReadReel>()
  if (before?.status === 'ready' && !before.countDueAt) await countReadyReels(reel, -1)
  // [42 likes-of-reel] This comes after the reel is out of reach: from then on, no new like finds it.
  await removeInterest(reel._id)
  if (before?.status === 'ready') await forgetTermsOf(before, withdrawal.brandName)
  return before ?? reel
}

/** Removes what others have done with a reel. */
async function removeInterest(reel: Types.ObjectId): Promise<void> {
  await Promise.all([removeReactionsTo(reel), removeTrend(reel)])
}

/** Its partner may delete it again. */
async function buryReel(reel: ReadReel): Promise<void> {
  await DeletedReelModel.updateOne(
    { _id: reel._id },
    { $setOnInsert: { partner: reel.partner, deletedAt: new Date() } },
    { upsert: true },
  )
}

async function removeReel(reel: ReadReel): Promise<void> {
  await buryReel(reel)
  await forgetTotalsOf(reel._id)
  const deleted = await ReelModel.findOneAndDelete(
    { _id: reel._id },
    { projection: { status: 1, countDueAt: 1 } },
  ).lean()
  // One that was published since it was read.
  if (deleted?.status === 'ready' && !deleted.countDueAt) await countReadyReels(reel, -1)
}

/** Deletes what was kept for buyers and is nobody's any more. Gives how many. */
export async function deleteUnheldReels(endedSince: Date): Promise<number> {
  const ids = await reelsWithEndedRights(endedSince)
  const kept = await ReelModel.find({ _id: { $in: ids }, status: 'withdrawn' }, WITHOUT_FEEDS).lean<
    ReadReel[]
  >()
  let deleted = 0
  for (const reel of kept) if (await deleteReel(reel)) deleted += 1
  return deleted
}
