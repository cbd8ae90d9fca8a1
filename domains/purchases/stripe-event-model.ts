import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** Longer than Stripe keeps an event itself. */
const KEPT_SECONDS = 40 * 24 * 60 * 60

/** An event of Stripe. It is only a hint to look: what it says about money is not stored. */
const schema = new Schema(
  {
    /** `evt_…` */
    _id: { type: String, required: true },
    type: { type: String, required: true },
    /** The account of a partner that it is about, `acct_…`. */
    account: { type: String, default: null },
    /** The id of the object that it is about, and of its payment. */
    object: { type: String, default: null },
    paymentIntent: { type: String, default: null },
    /** The purchase that the metadata of the object names. */
    purchase: { type: String, default: null },
    created: { type: Date, required: true },
    receivedAt: { type: Date, required: true },
    /** When it had been handled; null until then, so that nothing is lost if the function dies. */
    handledAt: { type: Date, default: null },
    attempts: { type: Number, default: 0 },
    /** Why the last attempt failed, or why the event was not believed. */
    error: { type: String, default: null },
  },
  { collection: 'stripeEvents', versionKey: false },
)
  .index({ handledAt: 1, receivedAt: 1 })
  .index({ receivedAt: 1 }, { expireAfterSeconds: KEPT_SECONDS })

export type StoredStripeEvent = DocumentOf<typeof schema>
export const StripeEventModel = defineModel('StripeEvent', schema)
