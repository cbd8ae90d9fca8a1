import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/**
 * Something that we owe Stripe, noted in the transaction that decides it. `expire`: close a checkout. `refund`: give the
 * buyer the money back. `reverse`: take the partner's part back. `return`: give it to the partner again.
 */
const schema = new Schema(
  {
    /** `<purchase>:<what>:<of what>`: also the idempotency key at Stripe. */
    _id: { type: String, required: true },
    purchase: { type: Schema.Types.ObjectId, required: true },
    what: { type: String, enum: ['expire', 'refund', 'reverse', 'return'] as const, required: true },
    /** The object at Stripe that it is about: a session, a payment, a transfer; for `return`, an account. */
    object: { type: String, required: true },
    /** In minor units; null for all of it. */
    amount: { type: Number, default: null },
    currency: { type: String, required: true },
    /** The platform's fee that goes with it: it is given back, or kept again. */
    fee: { type: Number, default: null },
    /** Of a refund: Stripe takes the partner's part back with it. */
    reverses: { type: Boolean, default: false },
    state: { type: String, enum: ['due', 'done', 'refused'] as const, default: 'due' },
    attempts: { type: Number, default: 0 },
    notBefore: { type: Date, required: true },
    error: { type: String, default: null },
    createdAt: { type: Date, required: true },
  },
  { collection: 'stripeCommands', versionKey: false },
)
  .index({ state: 1, notBefore: 1 })
  .index({ purchase: 1 })

export type StripeCommand = DocumentOf<typeof schema>
export const StripeCommandModel = defineModel('StripeCommand', schema)
