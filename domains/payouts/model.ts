import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** Something that Stripe asks of a partner. */
const requirement = new Schema(
  { description: { type: String, required: true }, dueAt: { type: Date, default: null } },
  { _id: false },
)

/** The account of a partner at Stripe, as Stripe described it when it was last asked. */
const schema = new Schema(
  {
    /** The partner. */
    _id: { type: Schema.Types.ObjectId, required: true },
    /** Its id at Stripe, `acct_…`. Null until Stripe has made it. */
    acct: { type: String, default: null },
    /** ISO 3166-1 alpha-2. */
    country: { type: String, required: true },
    entityType: { type: String, enum: ['individual', 'company'] as const, required: true },
    status: {
      type: String,
      enum: ['incomplete', 'pending', 'active', 'restricted', 'rejected', 'closed'] as const,
      required: true,
    },
    requirements: { type: [requirement], default: [] },
    /** When it could first be paid: what Stripe asks of it before belongs to setting it up. */
    activatedAt: { type: Date, default: null },
    /** When Stripe was last asked about it. */
    checkedAt: { type: Date, required: true },
    createdAt: { type: Date, required: true },
  },
  { collection: 'payoutAccounts', versionKey: false },
)
  // An event of Stripe names the account only. Accounts that are not made yet are left out.
  .index({ acct: 1 }, { sparse: true })
  // The sweep asks again about those that were not checked for a day.
  .index({ checkedAt: 1 })

/** As it is read: a list of Mongoose is a plain one then. */
export type PayoutAccount = Omit<DocumentOf<typeof schema>, 'requirements'> & {
  requirements: { description: string; dueAt?: Date | null }[]
}
export const PayoutAccountModel = defineModel('PayoutAccount', schema)
