import { deleteFile } from '#domains/media/files.ts'
import type { MediaFile } from '#domains/media/media-file.ts'
import { examineUpload } from '#domains/reels/examining.ts'
import { folderOf } from '#domains/reels/folders.ts'
import { type ReadReel, ReelModel, WITHOUT_FEEDS } from '#domains/reels/model.ts'
import { publishUpload } from '#domains/reels/publishing.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { log } from '#shared/runtime/log.ts'

/**
 * A file has arrived at ImageKit: publishes the reel that waits for it. If the file cannot be published, the reel
 * fails with the reason for its partner, and the file is deleted. A file that no reel waits for is left alone.
 * Safe to repeat.
 */
export async function takeUploadedFile(file: MediaFile): Promise<void> {
  const folder = folderOf(file.path)
  if (!folder) return
  const reel = await ReelModel.findOne({ uploadFolder: folder }, WITHOUT_FEEDS).lean<ReadReel>()
  if (reel?.status !== 'uploading') return
  const video = examineUpload(file, reel)
  if (!isRefusal(video)) {
    await publishUpload(reel, video)
    return
  }
  const { refused: code, detail = '' } = video
  log().info('An upload was rejected', { reelId: String(reel._id), reason: detail })
  await ReelModel.updateOne(
    { _id: reel._id, status: 'uploading', uploadFolder: folder },
    { $set: { status: 'failed', failure: { code, detail }, updatedAt: new Date() } },
  )
  await deleteFile(file.fileId)
}
