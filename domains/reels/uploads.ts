import { discardUpload, withPendingFolder } from '#domains/media/pending-files.ts'
import { signUpload } from '#domains/media/upload-token.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { type NewUpload, newReelDocument, type UploadFile } from '#domains/reels/new-reel.ts'
import { refuseTime } from '#domains/reels/scheduling.ts'
import { changeReel } from '#domains/reels/stored-reels.ts'
import { readPublisher, wordsFor } from '#domains/reels/wording.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** How long after its token has expired an upload that nobody published is given up, in milliseconds. */
const PUBLISH_GRACE = 60 * 60 * 1_000

/** Makes a reel that waits for a direct upload. `upload` is the form to post to ImageKit. */
export async function beginUpload(reelId: string, partner: Viewer<'partner'>, newUpload: NewUpload) {
  const now = new Date()
  const refusedTime = refuseTime(newUpload.publishAt, now)
  if (refusedTime) return refusedTime
  const { pending, upload } = signForm(reelId, partner, newUpload.file, now)
  const publisher = await readPublisher(partner.id)
  const described = newReelDocument(reelId, partner.id, newUpload, publisher.language, now)
  return withPendingFolder(pending, async () => {
    const created = await ReelModel.create({
      ...described,
      words: await wordsFor(described, publisher, null),
      status: 'uploading',
      uploadFolder: pending.folder,
      uploadBytes: newUpload.file.sizeBytes,
    })
    return { folder: 'pending', result: { reel: created.toObject(), upload } }
  })
}

/** Lets a reel that is still uploading or has failed wait for another upload. What came before is deleted. */
export async function renewUpload(before: ReadReel, partner: Viewer<'partner'>, file: UploadFile) {
  if (before.status === 'ready') return refuse('AlreadyPublished')
  const now = new Date()
  const { pending, upload } = signForm(String(before._id), partner, file, now)
  const reel = await withPendingFolder(pending, async () => ({
    folder: 'pending',
    result: await changeReel(
      { _id: before._id, status: before.status, uploadFolder: before.uploadFolder },
      {
        status: 'uploading',
        uploadFolder: pending.folder,
        uploadBytes: file.sizeBytes,
        failure: null,
        updatedAt: now,
      },
    ),
  }))
  if (!reel) {
    // Another request was first: it published the reel, renewed its upload, or deleted it.
    return refuse('AlreadyPublished', {
      detail: 'The upload was changed by another request. Read the reel again.',
    })
  }
  if (before.uploadFolder) await discardUpload(before.uploadFolder)
  return { reel, upload }
}

/** Signs the form. Its folder is to be emptied when nothing can arrive in it any more. */
function signForm(reelId: string, partner: Viewer<'partner'>, file: UploadFile, now: Date) {
  const folder = newUploadFolder(partner.id, reelId)
  const upload = signUpload(folder, storedName(file.name), file.sizeBytes, now)
  return { pending: { folder, emptyAt: new Date(Date.parse(upload.expiresAt) + PUBLISH_GRACE) }, upload }
}

// Only the extension of the partner's name is kept: ImageKit delivers a file by it.
function storedName(originalName: string): string {
  const extension = /\.(mp4|m4v|mov|webm)$/i.exec(originalName)?.[1]?.toLowerCase() ?? 'mp4'
  return `video.${extension}`
}
