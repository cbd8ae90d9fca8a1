import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** How much of a limit somebody has used. */
const schema = new Schema(
  {
    key: { type: String, required: true },
    /** Used up; attempts that are under way included. */
    points: { type: Number, required: true },
    /** How many of them have failed. */
    failed: { type: Number, required: true },
    /** The last attempt was refused. */
    isRefused: { type: Boolean, required: true },
    /** Of a limit whose wait grows. */
    blockedUntil: { type: Date, required: true },
    expire: { type: Date, required: true },
  },
  { collection: 'rateLimits', versionKey: false },
)
  .index({ key: 1 }, { unique: true })
  .index({ expire: 1 }, { expireAfterSeconds: 0 })

export type RateLimit = DocumentOf<typeof schema>
export const RateLimitModel = defineModel('RateLimit', schema)
