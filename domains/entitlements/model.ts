import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** How much of the reel its buyer has watched, and when it was said last. */
const watched = new Schema(
  { seconds: { type: Number, default: 0 }, last: { type: Date, default: null } },
  { _id: false },
)

/**
 * The right of one user to play one paid reel in full. There is one document for both, whatever happens to it:
 * `none`: nothing is being bought. `claimed`: a purchase is under way, and no other one may begin. `active`: plays in
 * full. `suspended`: a refund or a dispute is undecided. `ended`: refunded or lost; it can be bought again.
 */
const schema = new Schema(
  {
    /** `<user>:<reel>` */
    _id: { type: String, required: true },
    user: { type: Schema.Types.ObjectId, required: true },
    reel: { type: Schema.Types.ObjectId, required: true },
    state: {
      type: String,
      enum: ['none', 'claimed', 'active', 'suspended', 'ended'] as const,
      default: 'none',
    },
    /** The purchase that holds the claim, or that gave the right. */
    livePurchase: { type: Schema.Types.ObjectId, default: null },
    /** The purchase that gave the right last; null if none ever did. */
    purchase: { type: Schema.Types.ObjectId, default: null },
    /** When that purchase was paid. */
    grantedAt: { type: Date, default: null },
    endedAt: { type: Date, default: null },
    /** Why it is suspended or has ended. */
    reason: { type: String, default: null },
    watched: { type: watched, default: () => ({}) },
  },
  { collection: 'entitlements', versionKey: false },
)
  // The library: `reel` tells apart what was bought in the same millisecond.
  .index({ user: 1, state: 1, grantedAt: -1, reel: -1 })
  // Does anybody still have a right to a reel?
  .index({ reel: 1, state: 1 })
  // The rights that ended lately: the files of a deleted reel may go with the last one.
  .index({ endedAt: 1 })

export type Entitlement = DocumentOf<typeof schema>
export const EntitlementModel = defineModel('Entitlement', schema)
