import { Schema } from 'mongoose'
import { DEFAULT_TIME_ZONE } from '#domains/accounts/limits.ts'
import { CASE_INSENSITIVE } from '#shared/runtime/database/collections.ts'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

const schema = new Schema(
  {
    brandName: { type: String, required: true },
    /** What it shares with brands that look the same; partners from before it was kept get it by a job. */
    brandSkeletons: { type: [String], default: undefined },
    email: { type: String, required: true },
    /** Accounts that are older than this field do not have it. */
    emailVerified: { type: Boolean, default: false },
    /** The address that was asked for instead, until its owner confirms it. */
    expectedEmail: { type: String, default: null },
    passwordHash: { type: String, required: true },
    contactName: { type: String, default: null },
    phone: { type: String, default: null },
    website: { type: String, default: null },
    bio: { type: String, default: null },
    /** IANA: whose days its statistics have. Partners from before it was kept do not have it. */
    timeZone: { type: String, default: DEFAULT_TIME_ZONE },
    /** The language of its reels, as BCP 47, unless one says otherwise; null until the partner has set it. */
    language: { type: String, default: null },
    /** What its brand is found by: see domains/words/brand-words.ts. */
    words: { type: [String], default: [] },
    /** The number of its public reels: derived, and recounted by a job. */
    readyReels: { type: Number, default: 0 },
    /** The number of users who follow it: likewise. Partners from before it was kept do not have it. */
    followers: { type: Number, default: 0 },
    /** Whether Stripe pays it, so that its reels are for sale: follows from its payout account, and a job corrects it. */
    payable: { type: Boolean, default: false },
    createdAt: { type: Date, required: true },
  },
  { collection: 'partners', versionKey: false },
)
  // [2 partners-email] Only this index stops two registrations with one email that arrive at once.
  .index({ email: 1 }, { unique: true, collation: CASE_INSENSITIVE })
  // [126 brand] Only this index stops two of several registrations that arrive at once.
  .index({ brandSkeletons: 1 }, { unique: true, sparse: true })

  // The search of partners.
  .index({ words: 1, createdAt: -1, _id: -1 })

export type Partner = DocumentOf<typeof schema>
export const PartnerModel = defineModel('Partner', schema)
