import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A counter of rate-limiter-flexible. The model exists for the indexes that the library needs. */
const schema = new Schema(
  { key: { type: String }, points: { type: Number }, expire: { type: Date } },
  { collection: 'rateLimits', versionKey: false },
)
  .index({ key: 1 }, { unique: true })
  .index({ expire: 1 }, { expireAfterSeconds: 0 })

export const RateLimitModel = defineModel('RateLimit', schema)
