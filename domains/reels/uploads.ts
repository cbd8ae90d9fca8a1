import { deleteFilesIn, scheduleDeletion } from '#domains/media/pending-files.ts'
import { signUpload } from '#domains/media/upload-token.ts'
import { log } from '#shared/runtime/log.ts'

/** How long after its token has expired an upload that nobody published is given up, in milliseconds. */
const PUBLISH_GRACE = 60 * 60 * 1_000

/**
 * The form for a direct upload. Its folder is noted for deletion at once, from when nothing can arrive in it
 * any more: publishing takes the note back.
 */
export async function startUpload(folder: string, originalName: string, now: Date) {
  const { url, fields, expiresAt } = signUpload(folder, storedName(originalName), now)
  await scheduleDeletion(folder, new Date(expiresAt.getTime() + PUBLISH_GRACE))
  return { url, fields, expiresAt: expiresAt.toISOString() }
}

/**
 * Deletes what was uploaded to a folder that no reel waits for any more. Its token may still be good for a
 * while: what arrives later, or is not deleted now, is deleted at the time that `startUpload` noted.
 */
export async function discardUpload(folder: string): Promise<void> {
  try {
    await deleteFilesIn({ _id: folder, fileId: null })
  } catch (error) {
    log().warn('An unused upload could not be deleted yet', { folder, error })
  }
}

export function tooLarge(maxVideoBytes: number): string {
  return `A video may have ${maxVideoBytes} bytes.`
}

// Only the extension of the partner's name is kept: delivery goes by it.
function storedName(originalName: string): string {
  const extension = /\.(mp4|m4v|mov|webm)$/i.exec(originalName)?.[1]?.toLowerCase() ?? 'mp4'
  return `video.${extension}`
}
