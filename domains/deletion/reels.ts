import mongoose from 'mongoose'
import { DeletedReelModel } from '#domains/deletion/model.ts'
import {
  forgetDeletion,
  type MediaDeletion,
  MediaDeletionModel,
  scheduleDeletion,
  settleDeletion,
} from '#domains/media/pending-files.ts'
import { removeReactionsTo } from '#domains/reactions/reacting.ts'
import { folderOf, reelIdOf } from '#domains/reels/folders.ts'
import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import { countReadyReels } from '#domains/reels/publishing.ts'
import { discardUpload } from '#domains/reels/uploads.ts'

/** How long the request that deletes a reel waits for ImageKit before it leaves the rest to the job. */
const PATIENCE_MILLISECONDS = 3_000

const UPLOAD_EXPIRED = { code: 'UploadExpired', detail: 'No video was uploaded and published in time.' }

/**
 * Deletes a reel and all that belongs to it. What has to be done outside the database is written down first;
 * the job carries out what a crash or ImageKit left undone.
 */
export async function deleteReel(reel: ReelDocument): Promise<void> {
  const video = reel.video && { _id: folderOf(reel.video.path) ?? reel.video.path, fileId: reel.video.fileId }
  const now = new Date()
  // [47 noted] This is noted first: once the reel is gone, nothing else names its file.
  if (video) await scheduleDeletion(video._id, new Date(now.getTime() + PATIENCE_MILLISECONDS), video.fileId)
  await DeletedReelModel.updateOne(
    { _id: reel._id },
    { $setOnInsert: { partner: reel.partner, deletedAt: now } },
    { upsert: true },
  )
  const deleted = await ReelModel.findOneAndDelete({ _id: reel._id }, { projection: { status: 1 } }).lean()
  if (deleted?.status === 'ready') await countReadyReels(reel, -1)
  // [42 likes-of-reel] This comes after the reel is deleted: from then on, no new like finds the reel.
  await removeReactionsTo(reel._id)
  if (video) await settleDeletion(video)
  if (reel.uploadFolder) await discardUpload(reel.uploadFolder)
}

/** Deletes a reel again that was deleted before, in case that attempt died on the way. */
export async function deleteReelAgain(reelId: string): Promise<void> {
  const reel = await ReelModel.findById(reelId, { feeds: 0 }).lean<ReelDocument>()
  await (reel ? deleteReel(reel) : removeReactionsTo(new mongoose.Types.ObjectId(reelId)))
}

/**
 * Carries out the deletions that are due. A folder with the video of a reel is left alone: it was published
 * after the deletion was noted, or its own deletion never got further. An upload that nobody published by
 * then has failed.
 * @returns how many were settled, and how many must be tried again
 */
export async function deleteDueMedia(
  now: Date,
  atMost: number,
): Promise<{ settled: number; postponed: number }> {
  const due = await MediaDeletionModel.find({ dueAt: { $lte: now } })
    .sort({ dueAt: 1 })
    .limit(atMost)
    .lean<MediaDeletion[]>()
  let settled = 0
  for (const deletion of due) {
    const done = (await belongsToReel(deletion._id))
      ? await forgetDeletion(deletion._id)
      : await settleDeletion(deletion)
    if (done) settled += 1
  }
  return { settled, postponed: due.length - settled }
}

async function belongsToReel(folder: string): Promise<boolean> {
  const reelId = reelIdOf(folder)
  if (!reelId) return false
  // First of all, so that nothing can be published from a folder that is being emptied.
  await ReelModel.updateOne(
    { _id: reelId, status: 'uploading', uploadFolder: folder },
    { $set: { status: 'failed', uploadFolder: null, failure: UPLOAD_EXPIRED, updatedAt: new Date() } },
  )
  const reel = await ReelModel.findById(reelId, { video: 1 }).lean<Pick<ReelDocument, 'video'>>()
  return reel?.video ? folderOf(reel.video.path) === folder : false
}
