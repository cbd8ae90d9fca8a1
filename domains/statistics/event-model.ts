import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

export const EVENT_KINDS = ['likes', 'saves', 'shares', 'sales', 'followers'] as const

/** Something that the job still has to count on its day: the time zone of the partner says which day that is. */
const schema = new Schema(
  {
    /** What makes it one event, if it may be noted twice; else a new id. */
    _id: { type: String, required: true },
    kind: { type: String, enum: EVENT_KINDS, required: true },
    /** Null for a follower, who is of the partner. */
    reel: { type: Schema.Types.ObjectId, default: null },
    /** Null if only the reel is known. */
    partner: { type: Schema.Types.ObjectId, default: null },
    /** Below zero if something was taken back. */
    by: { type: Number, required: true },
    at: { type: Date, required: true },
    /** Since when it waits; it is missing once the event is counted. */
    pendingSince: { type: Date },
    expiresAt: { type: Date, required: true },
  },
  { collection: 'countedEvents', versionKey: false },
)
  .index({ pendingSince: 1 }, { sparse: true })
  .index({ expiresAt: 1 }, { expireAfterSeconds: 0 })

export type CountedEvent = DocumentOf<typeof schema>
export const CountedEventModel = defineModel('CountedEvent', schema)
