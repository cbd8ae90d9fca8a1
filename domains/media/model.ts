import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/**
 * The note that a folder at ImageKit is pending: its files are deleted when it is due, unless a reel names one
 * by then. It is written before anything is uploaded to the folder and before its reel is deleted, so that no
 * crash leaves a file behind.
 */
const schema = new Schema(
  {
    /** The folder. Each upload has a folder of its own. */
    _id: { type: String, required: true },
    /** The file in it, if it is known: the listing of ImageKit may lag behind. */
    fileId: { type: String, default: null },
    dueAt: { type: Date, required: true },
    /** When it was due for the first time. A failed attempt moves only `dueAt`. */
    firstDueAt: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
  },
  { collection: 'pendingFolders', versionKey: false },
)
  .index({ dueAt: 1 })
  .index({ firstDueAt: 1 })

export type PendingFolder = DocumentOf<typeof schema>
export const PendingFolderModel = defineModel('PendingFolder', schema)
