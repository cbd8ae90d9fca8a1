import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** One login on one device. Its refresh secrets form a chain; only the last two are stored, as hashes. */
const schema = new Schema(
  {
    account: { type: Schema.Types.ObjectId, required: true },
    role: { type: String, enum: ['user', 'partner'] as const, required: true },
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
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type Session = DocumentOf<typeof schema>
defineModel('Session', schema)
