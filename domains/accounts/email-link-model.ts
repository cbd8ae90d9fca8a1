import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A link that was mailed to an address, to show that it belongs to the owner of an account. */
const schema = new Schema(
  {
    /** The hash of the token. */
    _id: { type: String, required: true },
    account: { type: Schema.Types.ObjectId, required: true },
    role: { type: String, enum: ['user', 'partner'] as const, required: true },
    /** The address that the mail went to. */
    email: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'emailLinks', versionKey: false },
)
  .index({ account: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const EmailLinkModel = defineModel('EmailLink', schema)
