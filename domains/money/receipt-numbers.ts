import type { ClientSession } from 'mongoose'
import { ReceiptCounterModel } from '#domains/money/receipt-counter-model.ts'

const DIGITS = 8

/**
 * The number of the next receipt, such as `R-00000042`. Numbers have no gaps and no repeats.
 * @param session the transaction that stores the number with the sale: if it does not commit, nobody has had the number
 */
export async function nextReceiptNumber(session: ClientSession): Promise<string> {
  const counter = await ReceiptCounterModel.findOneAndUpdate(
    { _id: 'receipts' },
    { $inc: { last: 1 } },
    // [85 same-transaction] Outside of it, a sale that fails would use up a number.
    { upsert: true, returnDocument: 'after', session },
  ).lean()
  return `R-${String(counter.last).padStart(DIGITS, '0')}`
}
