import { deleteFile, type MediaFile } from '#domains/media/files.ts'
import { folderOf } from '#domains/reels/folders.ts'
import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import { examineUpload, publishUpload } from '#domains/reels/publishing.ts'
import { log } from '#shared/runtime/log.ts'

/**
 * A file has arrived at ImageKit: publishes the reel that waits for it. One that cannot be published fails
 * the reel, with the reason for its partner, and is deleted. Files of no waiting reel are left alone.
 */
export async function takeUploadedFile(file: MediaFile): Promise<void> {
  const folder = folderOf(file.path)
  if (!folder) return
  const reel = await ReelModel.findOne({ uploadFolder: folder }, { feeds: 0 }).lean<ReelDocument>()
  if (reel?.status !== 'uploading') return
  const video = examineUpload(file, folder)
  if (!('rejected' in video)) {
    await publishUpload(reel, video)
    return
  }
  log().info('An upload was rejected', { reelId: String(reel._id), reason: video.rejected })
  await ReelModel.updateOne(
    { _id: reel._id, status: 'uploading', uploadFolder: folder },
    {
      $set: {
        status: 'failed',
        failure: { code: 'UploadRejected', detail: video.rejected },
        updatedAt: new Date(),
      },
    },
  )
  await deleteFile(file.fileId)
}
