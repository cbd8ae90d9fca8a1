import type { MediaFile } from '#domains/media/files.ts'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'
import { folderOf } from '#domains/reels/folders.ts'
import { inMebibytes, MAX_VIDEO_SECONDS } from '#domains/reels/limits.ts'
import type { ReadReel, StoredVideo } from '#domains/reels/model.ts'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import { config } from '#shared/runtime/config.ts'

/** The video of an upload for this reel. What its bytes are is ImageKit's finding, not the client's claim. */
export function examineUpload(
  file: MediaFile | null,
  { uploadFolder: folder, uploadBytes }: Pick<ReadReel, 'uploadFolder' | 'uploadBytes'>,
) {
  if (!file) return rejected('The file does not exist.')
  // [35 folder] A partner can send the id of any file.
  if (folder === null || folderOf(file.path) !== folder) {
    return rejected('The file is not in the folder that was given for this reel.')
  }
  // [66 examined] Anybody who knows the address of a public file can play it. It cannot be made private later.
  if (file.isPrivateFile !== true)
    return rejected('The file is public. Upload it with the form that was given.')
  if (file.mime !== null && !(file.mime in VIDEO_TYPES)) {
    return rejected('The file is not an MP4, MOV or WebM video.')
  }
  const { maxVideoBytes } = config()
  // [35 size] The limit may have been higher when the form was signed.
  if (file.sizeBytes !== null && file.sizeBytes > maxVideoBytes) {
    return rejected(`The file is larger than ${inMebibytes(maxVideoBytes)}.`)
  }
  // A reel that was begun by an earlier release declared no size that is known.
  if (file.sizeBytes !== null && typeof uploadBytes === 'number' && file.sizeBytes !== uploadBytes) {
    return rejected(
      `The file is cut: ${file.sizeBytes} of its ${uploadBytes} bytes have arrived. Upload it again.`,
    )
  }
  return storedVideo(file) ?? rejected('The file cannot be read as a video.')
}

/** The file as a reel keeps it, or null if ImageKit could not read it as a video, or read what no video is. */
export function storedVideo(file: MediaFile): StoredVideo | null {
  const { fileId, path, width, height, durationSeconds, sizeBytes } = file
  if (!width || !height || durationSeconds === null || !sizeBytes) return null
  if (durationSeconds < 0 || durationSeconds > MAX_VIDEO_SECONDS) return null
  return { fileId, path, width, height, durationSeconds, sizeBytes }
}

function rejected(detail: string): Refusal<'UploadRejected'> {
  return refuse('UploadRejected', { detail })
}
