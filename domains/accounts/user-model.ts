import { Schema, type Types } from 'mongoose'
import { CASE_INSENSITIVE } from '#domains/accounts/email.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'

export interface User {
  _id: Types.ObjectId
  username: string
  email: string
  passwordHash: string
  createdAt: Date
}

export const UserModel = defineModel(
  'User',
  new Schema<User>(
    {
      username: { type: String, required: true },
      email: { type: String, required: true },
      passwordHash: { type: String, required: true },
      createdAt: { type: Date, required: true },
    },
    { collection: 'users', versionKey: false },
  )
    // [2 users-email] Only this index stops two registrations with one email that arrive at once.
    .index({ email: 1 }, { unique: true, collation: CASE_INSENSITIVE })
    .index({ username: 1 }, { unique: true, collation: CASE_INSENSITIVE }),
)
