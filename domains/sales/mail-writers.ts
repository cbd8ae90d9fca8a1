import { findAccountById, type StoredAccount } from '#domains/accounts/stored-accounts.ts'
import {
  attentionLetter,
  disputeLetter,
  payoutFailedLetter,
  receiptLetter,
  refundLetter,
} from '#domains/mails/sale-letters.ts'
import { written } from '#domains/money/written.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import type { Letter } from '#shared/runtime/mail/letter.ts'
import type { WriteAnyLetter } from '#shared/runtime/mail/outbox.ts'

/** Writes a mail about a purchase for its buyer or its partner. Null if there is nothing to say. */
type WriteAboutPurchase = (purchase: Purchase, name: string) => Letter | null

const ABOUT_PURCHASES = new Map<string, WriteAboutPurchase>([
  [
    'receipt',
    ({ title, brandName, price: { currency }, paid, receiptNumber: number }, name) => {
      if (!paid || number === null) return null
      const amount = written({ amount: paid.amount, currency })
      const tax = paid.tax === 0 ? null : written({ amount: paid.tax, currency })
      return receiptLetter({ name, title, brandName, amount, number, tax, date: dayOf(paid.at) })
    },
  ],
  [
    'refund',
    ({ title, price: { currency }, refundedAmount, receiptNumber: number }, name) =>
      number === null
        ? null
        : refundLetter({ name, title, number, amount: written({ amount: refundedAmount, currency }) }),
  ],
  [
    'dispute',
    ({ title, price: { currency }, paid }, name) =>
      paid && disputeLetter({ name, title, amount: written({ amount: paid.amount, currency }) }),
  ],
])

const ABOUT_ACCOUNTS = new Map<string, (account: StoredAccount, about: string) => Letter>([
  ['payoutAccountAttention', ({ name }, status) => attentionLetter({ name, isPaid: status === 'active' })],
  ['payoutFailed', ({ name }) => payoutFailedLetter({ name })],
])

/** Writes any mail about selling, to the address that the account has now. */
export const writeSaleLetter: WriteAnyLetter = async ({ kind, about, account: id, role }) => {
  if (about === null) return null
  const account = await findAccountById(role, String(id))
  if (!account) return null
  const letter =
    ABOUT_ACCOUNTS.get(kind)?.(account, about) ?? (await writeAboutPurchase(kind, about, account.name))
  return letter && { ...letter, to: account.email }
}

async function writeAboutPurchase(kind: string, purchaseId: string, name: string): Promise<Letter | null> {
  const write = ABOUT_PURCHASES.get(kind)
  const purchase = write ? await PurchaseModel.findById(purchaseId).lean<Purchase>() : null
  return (purchase && write?.(purchase, name)) ?? null
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10)
}
