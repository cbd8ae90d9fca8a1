import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A link that was mailed. Only the recipient of the mail knows the token. */
const schema = new Schema(
  {
    /** The hash of the token. */
    _id: { type: String, required: true },
    account: { type: Schema.Types.ObjectId, required: true },
    role: { type: String, enum: ['user', 'partner'] as const, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'passwordResets', versionKey: false },
)
  .index({ account: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const PasswordResetModel = defineModel('PasswordReset', schema)
