import mongoose from 'mongoose'
import { DeletedReelModel } from '#domains/deletion/model.ts'
import { discardUpload, withPendingFolder } from '#domains/media/pending-files.ts'
import { removeReactionsTo } from '#domains/reactions/reacting.ts'
import { folderOf } from '#domains/reels/folders.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { countReadyReels } from '#domains/reels/publishing.ts'
import { findOwnReel, readReel } from '#domains/reels/stored-reels.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** How long the request that deletes a reel waits for ImageKit before it leaves the rest to the job. */
const PATIENCE_MILLISECONDS = 3_000

/** Deleting a reel again is a success, and finishes an attempt that died on the way. */
export async function deleteOwnReel(reelId: string, partner: Viewer<'partner'>) {
  const wasDeleted = await DeletedReelModel.exists({ _id: reelId, partner: partner.id })
  const reel = wasDeleted ? await readReel({ _id: reelId }) : await findOwnReel(reelId, partner)
  if (isRefusal(reel)) return reel
  await (reel ? deleteReel(reel) : removeReactionsTo(new mongoose.Types.ObjectId(reelId)))
  return null
}

/** Deletes a reel and everything that belongs to it. */
export async function deleteReel(reel: ReadReel): Promise<void> {
  const { video } = reel
  // The folder is noted first: once the reel is gone, nothing else names its file.
  if (!video) await removeReel(reel)
  else {
    const folder = folderOf(video.path) ?? video.path
    const emptyAt = new Date(Date.now() + PATIENCE_MILLISECONDS)
    await withPendingFolder({ folder, fileId: video.fileId, emptyAt }, async () => {
      await removeReel(reel)
      return { folder: 'unwanted', result: null }
    })
  }
  if (reel.uploadFolder) await discardUpload(reel.uploadFolder)
}

async function removeReel(reel: ReadReel): Promise<void> {
  await DeletedReelModel.updateOne(
    { _id: reel._id },
    { $setOnInsert: { partner: reel.partner, deletedAt: new Date() } },
    { upsert: true },
  )
  const deleted = await ReelModel.findOneAndDelete({ _id: reel._id }, { projection: { status: 1 } }).lean()
  if (deleted?.status === 'ready') await countReadyReels(reel, -1)
  // [42 likes-of-reel] This comes after the reel is deleted: from then on, no new like finds the reel.
  await removeReactionsTo(reel._id)
}
