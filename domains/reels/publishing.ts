import { PartnerModel } from '#domains/accounts/partner-model.ts'
import type { MediaFile } from '#domains/media/files.ts'
import { forgetDeletion } from '#domains/media/pending-files.ts'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'
import { folderOf } from '#domains/reels/folders.ts'
import { publication, type ReelDocument, ReelModel, type StoredVideo } from '#domains/reels/model.ts'
import { config } from '#shared/runtime/config.ts'
import { count } from '#shared/runtime/metrics.ts'

/** Why a file cannot become a reel's video, in words for its partner. */
export interface Rejection {
  rejected: string
}

/**
 * Is this file, as ImageKit describes it, the video of an upload to this folder? What its bytes are is
 * ImageKit's finding, not the client's word.
 */
export function examineUpload(file: MediaFile | null, folder: string | null): StoredVideo | Rejection {
  if (!file) return { rejected: 'There is no such file.' }
  // [35 folder] A partner can send the id of any file.
  if (folder === null || folderOf(file.path) !== folder) {
    return { rejected: 'The file is not in the folder that was given for this reel.' }
  }
  if (file.mime !== null && !(file.mime in VIDEO_TYPES)) {
    return { rejected: 'The file is not an MP4, MOV or WebM video.' }
  }
  const { maxVideoBytes } = config().media
  // [35 size] The limit may have been higher when the form was signed.
  if (file.sizeBytes !== null && file.sizeBytes > maxVideoBytes) {
    return { rejected: `The file is larger than ${maxVideoBytes} bytes.` }
  }
  return storedVideo(file) ?? { rejected: 'The file cannot be read as a video.' }
}

/** The file as a reel keeps it, or null where ImageKit could not read it as a video. */
export function storedVideo(file: MediaFile): StoredVideo | null {
  const { fileId, path, width, height, durationSeconds, sizeBytes } = file
  if (!width || !height || durationSeconds === null || !sizeBytes) return null
  return { fileId, path, width, height, durationSeconds, sizeBytes }
}

/**
 * Makes a reel public with the video that was uploaded for it; exactly one of several at once does.
 * @returns the reel as it is afterwards, or null where it is not waiting for this upload any more
 */
export async function publishUpload(reel: ReelDocument, video: StoredVideo): Promise<ReelDocument | null> {
  const published = await ReelModel.findOneAndUpdate(
    // [38 waiting] Of several events at once, only one finds the reel still waiting for this upload.
    { _id: reel._id, status: { $in: ['uploading', 'failed'] }, uploadFolder: reel.uploadFolder },
    { $set: publication(reel, video, new Date()) },
    { returnDocument: 'after' },
  ).lean<ReelDocument>()
  if (!published) return null
  await Promise.all([countReadyReels(reel, 1), reel.uploadFolder && forgetDeletion(reel.uploadFolder)])
  return published
}

/** Moves the count that the partner's page shows: a reel has become public, or was one that is gone. */
export async function countReadyReels({ partner }: Pick<ReelDocument, 'partner'>, by: 1 | -1): Promise<void> {
  if (by === 1) count('ReelsPublished')
  await PartnerModel.updateOne({ _id: partner }, { $inc: { readyReels: by } })
}
