import { deleteFile, listFolder } from '#domains/media/files.ts'
import { type PendingFolder, PendingFolderModel } from '#domains/media/model.ts'
import { readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { log } from '#shared/runtime/log.ts'

// "Written down first, then done": ARCHITECTURE.md explains the protocol.

/** The longest wait between two attempts, in milliseconds. */
const MAX_BACKOFF = 60 * 60 * 1_000
const FIRST_BACKOFF = 60 * 1_000

/** A folder, and the file that is known to be in it, if one is. */
type Folder = Pick<PendingFolder, '_id' | 'fileId'>

interface FolderOutcome<Result> {
  result: Result
  /**
   * `kept`: a reel names a file in it. `pending`: its upload has begun and ends in another request.
   * `unwanted`: nothing will ever name its files.
   */
  folder: 'kept' | 'pending' | 'unwanted'
  fileId?: string
}

/** Does something that may leave files without a reel. If it fails, the job empties the folder after `emptyAt`. */
export async function withPendingFolder<Result>(
  pending: { folder: string; fileId?: string; emptyAt: Date },
  work: () => Promise<FolderOutcome<Result>>,
): Promise<Result> {
  const { folder, fileId = null, emptyAt } = pending
  // [37 noted] This is noted first: after a failure there may be no database to note it in.
  // [47 noted] And once a reel is gone, nothing else names its file.
  await note({ _id: folder, fileId }, emptyAt)
  const outcome = await work()
  if (outcome.folder === 'kept') await keepFolder(folder)
  if (outcome.folder === 'unwanted') await emptyFolder({ _id: folder, fileId: outcome.fileId ?? fileId })
  return outcome.result
}

/** Removes the note, because a reel names a file in this folder. With `noted`, a note that replaced it stays. */
export async function keepFolder(folder: string, noted?: Pick<PendingFolder, 'firstDueAt'>): Promise<void> {
  await PendingFolderModel.deleteOne({ _id: folder, ...(noted && { firstDueAt: noted.firstDueAt }) })
}

/** Gives false if ImageKit did not delete the files; the next attempt is then due after a growing pause. */
export async function emptyFolder(folder: Folder): Promise<boolean> {
  try {
    await deleteFilesIn(folder)
    await keepFolder(folder._id)
    return true
  } catch (error) {
    log().warn('Videos could not be deleted yet', { folder: folder._id, error })
    await postpone(folder._id)
    return false
  }
}

/** Deletes what was uploaded. The note stays: the upload token may still be valid, so more may arrive. */
export async function discardUpload(folder: string): Promise<void> {
  try {
    await deleteFilesIn({ _id: folder, fileId: null })
  } catch (error) {
    log().warn('An unused upload could not be deleted yet', { folder, error })
  }
}

/** The folders that are due, longest first. */
export async function dueFolders(now: Date, atMost: number): Promise<PendingFolder[]> {
  const isDue = { dueAt: { $lte: now } }
  return PendingFolderModel.find(isDue).sort({ dueAt: 1 }).limit(atMost).lean()
}

/** For how many seconds the folder that has waited longest has been due; 0 if none is due. */
export async function longestDeletionWait(now: Date): Promise<number> {
  const isDue = { firstDueAt: { $lte: now } }
  const oldest = await readFieldsOfOne(PendingFolderModel, isDue, ['firstDueAt']).sort({ firstDueAt: 1 })
  return oldest ? Math.round((now.getTime() - oldest.firstDueAt.getTime()) / 1_000) : 0
}

/** Asked again for the same folder, the new time counts. */
async function note({ _id, fileId }: Folder, dueAt: Date): Promise<void> {
  await PendingFolderModel.updateOne(
    { _id },
    { $set: { fileId, dueAt, firstDueAt: dueAt, attempts: 0 } },
    { upsert: true },
  )
}

async function deleteFilesIn({ _id, fileId }: Folder): Promise<void> {
  const [listed] = await Promise.all([listFolder(_id), fileId && deleteFile(fileId)])
  await Promise.all(listed.filter(file => file.fileId !== fileId).map(file => deleteFile(file.fileId)))
}

async function postpone(folder: string): Promise<void> {
  const pause = { $min: [MAX_BACKOFF, { $multiply: [FIRST_BACKOFF, { $pow: [2, '$attempts'] }] }] }
  await PendingFolderModel.updateOne(
    { _id: folder },
    [{ $set: { dueAt: { $add: ['$$NOW', pause] }, attempts: { $add: ['$attempts', 1] } } }],
    { updatePipeline: true },
  )
}
