import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A request that was sent with an `Idempotency-Key`, and what it was answered. */
const schema = new Schema(
  {
    _id: { type: String, required: true },
    /** Whose request it was: the answer names them. */
    account: { type: Schema.Types.ObjectId, required: true },
    fingerprint: { type: String, required: true },
    /** The id that the request uses for what it makes, the same in every attempt. */
    newId: { type: String, required: true },
    lockedUntil: { type: Date, required: true },
    response: { type: Schema.Types.Mixed, default: null },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'idempotencyKeys', versionKey: false },
)
  .index({ account: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export const IdempotencyKeyModel = defineModel('IdempotencyKey', schema)

/** Forgets the answers to an account. */
export async function forgetIdempotencyKeys(accountId: string): Promise<void> {
  await IdempotencyKeyModel.deleteMany({ account: accountId })
}
