import { DeletedReelModel } from '#domains/deletion/model.ts'
import { deleteFile, type MediaFile } from '#domains/media/files.ts'
import { dueFolders, emptyFolder, keepFolder } from '#domains/media/pending-files.ts'
import { folderOf, isPreview, reelIdOf } from '#domains/reels/folders.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'

const UPLOAD_EXPIRED = { code: 'UploadExpired', detail: 'No video was uploaded and published in time.' }

/** Empties the folders that are due, unless a reel names a file in them. An upload that still waits has failed. */
export async function deleteDueMedia(now: Date, atMost: number) {
  const due = await dueFolders(now, atMost)
  let settled = 0
  for (const folder of due) {
    // If its reel is deleted at this moment, there is a new note, which must stay.
    if (await belongsToReel(folder._id)) await keepFolder(folder._id, folder)
    else if (!(await emptyFolder(folder))) continue
    settled += 1
  }
  return { settled, postponed: due.length - settled }
}

/**
 * Deletes a file that has arrived too late: its reel was deleted, or waits for a newer upload. The file of a reel that is
 * about to be made is left alone.
 */
export async function deleteStrayFile({ path, fileId }: MediaFile): Promise<void> {
  const reelId = reelIdOf(path)
  // Whether a reel names a preview is decided by the job that made it, and by its note.
  if (!reelId || isPreview(path)) return
  const reel = await readFieldsOfOne(ReelModel, { _id: reelId }, ['video', 'uploadFolder'])
  const isWanted = reel?.uploadFolder === folderOf(path) || reel?.video?.fileId === fileId
  // [116 stray] A form holds for an hour, whatever becomes of its reel.
  if (reel ? !isWanted : await DeletedReelModel.exists({ _id: reelId })) await deleteFile(fileId)
}

async function belongsToReel(folder: string): Promise<boolean> {
  const reelId = reelIdOf(folder)
  if (!reelId) return false
  // This comes first, so that nothing can be published from a folder that is being emptied.
  await ReelModel.updateOne(
    { _id: reelId, status: 'uploading', uploadFolder: folder },
    {
      $set: {
        status: 'failed',
        uploadFolder: null,
        uploadBytes: null,
        failure: UPLOAD_EXPIRED,
        updatedAt: new Date(),
      },
    },
  )
  const reel = await readFieldsOfOne(ReelModel, { _id: reelId }, ['video', 'preview'])
  return [reel?.video, reel?.preview].some(file => file && folderOf(file.path) === folder)
}
