import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A partner with another brand, whose reels may still be found by the old one. Its id is that of the partner. */
const schema = new Schema(
  { at: { type: Date, required: true } },
  { collection: 'renamings', versionKey: false },
).index({ at: 1 })

export const RenamingModel = defineModel('Renaming', schema)
