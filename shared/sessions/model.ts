import { Schema, type Types } from 'mongoose'
import type { Role } from '#shared/contract/viewer.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** One login on one device. Its refresh secrets form a chain, of which only the last two are known, as hashes. */
export interface Session {
  _id: Types.ObjectId
  account: Types.ObjectId
  role: Role
  refreshHash: string
  previousHash: string | null
  rotatedAt: Date
  userAgent: string | null
  ip: string | null
  createdAt: Date
  lastUsedAt: Date
  expiresAt: Date
}

export const SessionModel = defineModel(
  'Session',
  new Schema<Session>(
    {
      account: { type: Schema.Types.ObjectId, required: true },
      role: { type: String, required: true },
      refreshHash: { type: String, required: true },
      previousHash: { type: String, default: null },
      rotatedAt: { type: Date, required: true },
      userAgent: { type: String, default: null },
      ip: { type: String, default: null },
      createdAt: { type: Date, required: true },
      lastUsedAt: { type: Date, required: true },
      expiresAt: { type: Date, required: true },
    },
    { collection: 'sessions', versionKey: false },
  )
    .index({ account: 1, createdAt: -1 })
    .index({ expiresAt: 1 }, { expireAfterSeconds: 0 }),
)
