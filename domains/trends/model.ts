import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** Removed so long after it has expired: whoever pages through a list that still has it, sees nothing twice. */
const GRACE_SECONDS = 24 * 60 * 60

/**
 * How much is going on around a reel. All of it is derived from activities, and recounted by a job. Its id is that of
 * the reel.
 */
const schema = new Schema(
  {
    _id: { type: Schema.Types.ObjectId, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    /** The lists that it trends in, by their keys; empty until enough accounts were active. */
    lists: { type: [String], default: [] },
    /** See score.ts. */
    score: { type: Number, required: true },
    /** How many accounts were active; not counted beyond what is needed to trend. */
    accounts: { type: Number, required: true },
    /** When its latest activity has lost its weight. From then on, it is in no list. */
    expiresAt: { type: Date, required: true },
  },
  { collection: 'trends', versionKey: false },
)
  .index({ lists: 1, score: -1, _id: -1 })
  .index({ expiresAt: 1 }, { expireAfterSeconds: GRACE_SECONDS })

export type Trend = DocumentOf<typeof schema>
export const TrendModel = defineModel('Trend', schema)
