import { Schema } from 'mongoose'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** The last number that a receipt was given. One document. */
const schema = new Schema(
  { _id: { type: String, required: true }, last: { type: Number, required: true } },
  { collection: 'receiptCounters', versionKey: false },
)

export const ReceiptCounterModel = defineModel('ReceiptCounter', schema)
