import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A counter of rate-limiter-flexible; the model is there for the indexes that it needs. */
interface RateLimit {
  key: string
  points: number
  expire: Date
}

export const RateLimitModel = defineModel(
  'RateLimit',
  new Schema<RateLimit>(
    { key: { type: String }, points: { type: Number }, expire: { type: Date } },
    { collection: 'rateLimits', versionKey: false },
  )
    .index({ key: 1 }, { unique: true })
    .index({ expire: 1 }, { expireAfterSeconds: 0 }),
)
