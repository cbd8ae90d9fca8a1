import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** A mail that is to be sent. One without a recipient is dropped: it exists so that timing reveals nothing. */
const schema = new Schema(
  {
    to: { type: String, default: null },
    subject: { type: String, required: true },
    text: { type: String, required: true },
    dueAt: { type: Date, required: true },
    attempts: { type: Number, default: 0 },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'outgoingMails', versionKey: false },
)
  .index({ dueAt: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type OutgoingMail = DocumentOf<typeof schema>
export const OutgoingMailModel = defineModel('OutgoingMail', schema)
