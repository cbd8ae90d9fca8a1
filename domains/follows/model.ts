import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** A user follows a partner: there is at most one document for both. */
const schema = new Schema(
  {
    user: { type: Schema.Types.ObjectId, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'follows', versionKey: false },
)
  // [88 one-each] Only this index makes two follows at once a single follow.
  .index({ user: 1, partner: 1 }, { unique: true })
  .index({ user: 1, createdAt: -1, _id: -1 })
  .index({ partner: 1 })

export type Follow = DocumentOf<typeof schema>
export const FollowModel = defineModel('Follow', schema)
