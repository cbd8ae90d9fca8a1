import { Schema } from 'mongoose'
import { ACTIVITY_KINDS } from '#domains/trends/weights.ts'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** That an account did something with a reel: there is at most one document for an account, a reel and a kind. */
const schema = new Schema(
  {
    reel: { type: Schema.Types.ObjectId, required: true },
    account: { type: Schema.Types.ObjectId, required: true },
    kind: { type: String, enum: ACTIVITY_KINDS, required: true },
    at: { type: Date, required: true },
    /** Not yet in the score of the reel. The field is removed when it is. */
    pending: { type: Boolean },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'activities', versionKey: false },
)
  // Of two at once, one is stored.
  .index({ reel: 1, account: 1, kind: 1 }, { unique: true })
  // The job that counts them.
  .index({ pending: 1, reel: 1, _id: 1 }, { partialFilterExpression: { pending: true } })
  // The deletion of an account.
  .index({ account: 1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type StoredActivity = DocumentOf<typeof schema>
export const ActivityModel = defineModel('Activity', schema)
