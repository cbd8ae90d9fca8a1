import { Schema } from 'mongoose'
import { deleteFile, listFolder } from '#domains/media/files.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'
import { log } from '#shared/runtime/log.ts'

/**
 * A folder at ImageKit whose files are to be deleted, unless a reel names them by then. It is written before
 * anything is uploaded to the folder or its reel is deleted, so that no crash leaves a file behind.
 */
export interface MediaDeletion {
  /** The folder; each upload has one of its own. */
  _id: string
  /** The file in it, where it is known: ImageKit's listing may lag behind. */
  fileId: string | null
  dueAt: Date
  /** When it was due for the first time: an attempt that fails moves only `dueAt`. */
  firstDueAt: Date
  attempts: number
}

export const MediaDeletionModel = defineModel(
  'MediaDeletion',
  new Schema<MediaDeletion>(
    {
      _id: { type: String, required: true },
      fileId: { type: String, default: null },
      dueAt: { type: Date, required: true },
      firstDueAt: { type: Date, required: true },
      attempts: { type: Number, default: 0 },
    },
    { collection: 'mediaDeletions', versionKey: false },
  )
    .index({ dueAt: 1 })
    .index({ firstDueAt: 1 }),
)

/** The longest wait between two attempts, in milliseconds. */
const MAX_BACKOFF = 60 * 60 * 1_000
const FIRST_BACKOFF = 60 * 1_000

/** Notes that a folder is to be emptied from `dueAt` on; asked again, the new time stands. */
export async function scheduleDeletion(
  folder: string,
  dueAt: Date,
  fileId: string | null = null,
): Promise<void> {
  await MediaDeletionModel.updateOne(
    { _id: folder },
    { $set: { fileId, dueAt, firstDueAt: dueAt, attempts: 0 } },
    { upsert: true },
  )
}

/** Takes a note back: the folder has become a reel's, or is empty. */
export async function forgetDeletion(folder: string): Promise<true> {
  await MediaDeletionModel.deleteOne({ _id: folder })
  return true
}

/**
 * Deletes the files of a folder. Safe to be done by two at once: a deletion repeated is a success.
 * @param folder with the file that is known to be in it, if one is
 * @throws Problem MediaUnavailable
 */
export async function deleteFilesIn({ _id, fileId }: Pick<MediaDeletion, '_id' | 'fileId'>): Promise<void> {
  const [listed] = await Promise.all([listFolder(_id), fileId && deleteFile(fileId)])
  await Promise.all(listed.filter(file => file.fileId !== fileId).map(file => deleteFile(file.fileId)))
}

/**
 * Carries out a deletion and forgets it.
 * @returns false where ImageKit did not carry it out; another attempt is then due after a growing pause
 */
export async function settleDeletion(deletion: Pick<MediaDeletion, '_id' | 'fileId'>): Promise<boolean> {
  try {
    await deleteFilesIn(deletion)
    return await forgetDeletion(deletion._id)
  } catch (error) {
    log().warn('Videos could not be deleted yet', { folder: deletion._id, error })
    await postpone(deletion._id)
    return false
  }
}

/** For how many seconds the deletion that has waited longest has been due; 0 where none is. */
export async function longestDeletionWait(now: Date): Promise<number> {
  const oldest = await MediaDeletionModel.findOne({ firstDueAt: { $lte: now } }, { firstDueAt: 1 })
    .sort({ firstDueAt: 1 })
    .lean<Pick<MediaDeletion, 'firstDueAt'>>()
  return oldest ? Math.round((now.getTime() - oldest.firstDueAt.getTime()) / 1_000) : 0
}

async function postpone(folder: string): Promise<void> {
  const pause = { $min: [MAX_BACKOFF, { $multiply: [FIRST_BACKOFF, { $pow: [2, '$attempts'] }] }] }
  await MediaDeletionModel.updateOne(
    { _id: folder },
    [{ $set: { dueAt: { $add: ['$$NOW', pause] }, attempts: { $add: ['$attempts', 1] } } }],
    { updatePipeline: true },
  )
}
