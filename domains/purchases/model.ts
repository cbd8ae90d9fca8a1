import { Schema } from 'mongoose'
import { PURCHASE_STATUSES } from '#domains/purchases/statuses.ts'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** Whole minor units. */
const price = new Schema(
  { amount: { type: Number, required: true }, currency: { type: String, required: true } },
  { _id: false },
)
/** The checkout at Stripe. The address is secret: it names the buyer's email. */
const session = new Schema(
  {
    id: { type: String, required: true },
    url: { type: String, required: true },
    expiresAt: { type: Date, required: true },
  },
  { _id: false },
)
const paid = new Schema(
  {
    amount: { type: Number, required: true },
    tax: { type: Number, required: true },
    at: { type: Date, required: true },
  },
  { _id: false },
)
/** The refund that was asked for last. */
const refund = new Schema(
  {
    status: { type: String, enum: ['pending', 'succeeded', 'failed'] as const, required: true },
    amount: { type: Number, required: true },
    reason: { type: String, required: true },
    note: { type: String, default: null },
    /** `platform`: it was paid twice, or its account was deleted. `stripe`: in Stripe's dashboard. */
    by: { type: String, enum: ['buyer', 'partner', 'platform', 'stripe'] as const, required: true },
    at: { type: Date, required: true },
  },
  { _id: false },
)
/** A refund at Stripe, as Stripe described it when it was last asked. */
const stripeRefund = new Schema(
  {
    id: { type: String, required: true },
    amount: { type: Number, required: true },
    status: { type: String, required: true },
    at: { type: Date, required: true },
  },
  { _id: false },
)
/** A dispute at Stripe, likewise. `dueBy`: until when evidence is taken. */
const dispute = new Schema(
  {
    id: { type: String, required: true },
    amount: { type: Number, required: true },
    status: { type: String, required: true },
    reason: { type: String, required: true },
    dueBy: { type: Date, default: null },
    at: { type: Date, required: true },
  },
  { _id: false },
)

const schema = new Schema(
  {
    user: { type: Schema.Types.ObjectId, required: true },
    reel: { type: Schema.Types.ObjectId, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    price: { type: price, required: true },
    /** What the platform keeps of it, in minor units, and the share that this was worked out with. */
    feeAmount: { type: Number, required: true },
    feeBasisPoints: { type: Number, required: true },
    /** The account at Stripe that is paid, `acct_…`. */
    payoutAccount: { type: String, required: true },
    /** As they were when it was sold. */
    title: { type: String, required: true },
    brandName: { type: String, required: true },
    status: { type: String, enum: PURCHASE_STATUSES, required: true },
    /** Where the buyer goes after paying, and when the checkout ends: the same in each attempt to open it. */
    returnUrl: { type: String, required: true },
    expiresAt: { type: Date, required: true },
    /** Null until Stripe has opened the checkout. */
    session: { type: session, default: null },
    /** Until when one of several requests is opening it. */
    openingUntil: { type: Date, default: null },
    /** The buyer does not want it any more: once its checkout is closed, it is `canceled` and not `expired`. */
    cancelAsked: { type: Boolean, default: false },
    paymentIntent: { type: String, default: null },
    charge: { type: String, default: null },
    transfer: { type: String, default: null },
    applicationFee: { type: String, default: null },
    paid: { type: paid, default: null },
    /** When it was paid: the sort key of lists of sales. The same as `paid.at`. */
    soldAt: { type: Date, default: null },
    refund: { type: refund, default: null },
    /** What has gone back to the buyer, in minor units: of a purchase that stays `paid`, a part. */
    refundedAmount: { type: Number, default: 0 },
    refunds: { type: [stripeRefund], default: [] },
    disputes: { type: [dispute], default: [] },
    /** Why what Stripe says was not believed: an amount, a currency or an account that is not that of this purchase. */
    held: { type: String, default: null },
    termsVersion: { type: String, required: true },
    receiptNumber: { type: String, default: null },
    /** Each change adds one. What was read before is not written over what was written since. */
    version: { type: Number, default: 0 },
    /** When the sweep asks Stripe about it; null if nothing is expected to happen. */
    checkAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'purchases', versionKey: false },
)
  // The buyer's list, with and without a status.
  .index({ user: 1, createdAt: -1, _id: -1 })
  .index({ user: 1, status: 1, createdAt: -1, _id: -1 })
  // Sales of a partner, those with one status, and those of one reel.
  .index({ partner: 1, soldAt: -1, _id: -1 })
  .index({ partner: 1, status: 1, soldAt: -1, _id: -1 })
  .index({ partner: 1, reel: 1, soldAt: -1, _id: -1 })
  // When a reel is deleted, its open checkouts are closed.
  .index({ reel: 1, status: 1 })
  // Refunds and disputes name only the payment.
  .index({ paymentIntent: 1 }, { sparse: true })
  .index({ checkAt: 1 })
  // What was sold lately, of all partners.
  .index({ soldAt: 1 }, { sparse: true })
  // The disputes whose evidence is due.
  .index({ 'disputes.dueBy': 1 }, { sparse: true })

export type Purchase = DocumentOf<typeof schema>
export type PurchaseStatus = Purchase['status']
export const PurchaseModel = defineModel('Purchase', schema)
