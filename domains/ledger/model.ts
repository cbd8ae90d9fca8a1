import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** What an entry of the ledger is about. */
const LEDGER_KINDS = [
  'sale',
  'share',
  'fee',
  'stripe_fee',
  'refund',
  'refund_failed',
  'fee_refund',
  'reversal',
  'dispute',
  'dispute_fee',
  'dispute_won',
  'return',
] as const

/** What an account gains, or loses if it is below zero, in whole minor units. */
const line = new Schema(
  {
    /** `buyer`, `stripe`, `platform` or `partner:<id>` */
    account: { type: String, required: true },
    amount: { type: Number, required: true },
    currency: { type: String, required: true },
  },
  { _id: false },
)

/**
 * One movement of money. The lines of each currency add up to zero, and an entry is never changed: what is taken back is
 * an entry of its own.
 */
const entrySchema = new Schema(
  {
    /** `<id at Stripe>:<kind>`: a movement that is heard of twice is one entry. */
    _id: { type: String, required: true },
    kind: { type: String, enum: LEDGER_KINDS, required: true },
    purchase: { type: Schema.Types.ObjectId, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    reel: { type: Schema.Types.ObjectId, required: true },
    /** When it was made, as Stripe says. */
    at: { type: Date, required: true },
    lines: { type: [line], required: true },
  },
  { collection: 'ledger', versionKey: false },
)
  .index({ partner: 1, at: -1 })
  .index({ purchase: 1 })
  // The job that recounts the days of sale.
  .index({ partner: 1, reel: 1, at: 1 })

export type LedgerEntry = DocumentOf<typeof entrySchema>
export const LedgerEntryModel = defineModel('LedgerEntry', entrySchema)

/** What one reel has earned on one day (UTC) in one currency: derived from the ledger, and recounted by a job. */
const saleDaySchema = new Schema(
  {
    /** `<partner>:<reel>:<day>:<currency>` */
    _id: { type: String, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    reel: { type: Schema.Types.ObjectId, required: true },
    /** `2026-11-25` */
    day: { type: String, required: true },
    currency: { type: String, required: true },
    sales: { type: Number, default: 0 },
    /** In minor units. What buyers paid; what went back to them; what banks took back; what the platform kept. */
    gross: { type: Number, default: 0 },
    refunded: { type: Number, default: 0 },
    disputed: { type: Number, default: 0 },
    fees: { type: Number, default: 0 },
    /** What the partner has gained: its lines of the ledger. */
    net: { type: Number, default: 0 },
  },
  { collection: 'saleDays', versionKey: false },
).index({ partner: 1, day: 1 })

export type SaleDay = DocumentOf<typeof saleDaySchema>
export const SaleDayModel = defineModel('SaleDay', saleDaySchema)
