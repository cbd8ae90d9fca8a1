import { Schema } from 'mongoose'
import { CASE_INSENSITIVE } from '#shared/runtime/database/collections.ts'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

const schema = new Schema(
  {
    username: { type: String, required: true },
    email: { type: String, required: true },
    /** Accounts that are older than this field do not have it. */
    emailVerified: { type: Boolean, default: false },
    /** The address that was asked for instead, until its owner confirms it. */
    expectedEmail: { type: String, default: null },
    passwordHash: { type: String, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'users', versionKey: false },
)
  // [2 users-email] Only this index stops two registrations with one email that arrive at once.
  .index({ email: 1 }, { unique: true, collation: CASE_INSENSITIVE })
  .index({ username: 1 }, { unique: true, collation: CASE_INSENSITIVE })

export type User = DocumentOf<typeof schema>
export const UserModel = defineModel('User', schema)
