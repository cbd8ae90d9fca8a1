import type { ClientSession } from 'mongoose'
import type { Purchase } from '#domains/purchases/model.ts'
import { noteMail } from '#shared/runtime/mail/outbox.ts'

/** For how long such a mail is worth sending, in milliseconds. */
const WEEK = 7 * 24 * 60 * 60 * 1_000

/**
 * Notes the mails that follow from what has become of a purchase: a receipt and a refund for the buyer, a dispute for the
 * partner. In the transaction that decides it, so each is sent exactly once.
 */
export async function noteSaleMails(
  before: Purchase,
  after: Purchase,
  session: ClientSession,
): Promise<void> {
  const about = String(after._id)
  const toBuyer = { about, account: after.user, role: 'user', usefulMilliseconds: WEEK } as const
  if (before.receiptNumber === null && after.receiptNumber !== null) {
    await noteMail({ ...toBuyer, kind: 'receipt' }, session)
  }
  // What is only asked for may still fail.
  if (after.refundedAmount > before.refundedAmount) await noteMail({ ...toBuyer, kind: 'refund' }, session)
  if (before.status !== 'disputed' && after.status === 'disputed') {
    await noteMail({ ...toBuyer, kind: 'dispute', account: after.partner, role: 'partner' }, session)
  }
}
