import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** The note that the files of a folder are deleted when it is due, unless a reel names one by then. */
const schema = new Schema(
  {
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
