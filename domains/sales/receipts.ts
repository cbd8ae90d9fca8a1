import { findAccountById } from '#domains/accounts/stored-accounts.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import type { Receipt } from '#domains/sales/schemas.ts'
import { type Refusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** The receipt of a purchase, for its buyer and for the partner who sold the reel. */
export async function readReceipt(
  purchaseId: string,
  viewer: Viewer,
): Promise<Receipt | Refusal<'PurchaseNotFound'>> {
  const purchase = await PurchaseModel.findById(purchaseId).lean<Purchase>()
  if (!purchase) return refuse('PurchaseNotFound')
  // [64 receipt] Others are not even told that there is such a purchase.
  if (!concerns(purchase, viewer)) return refuse('PurchaseNotFound')
  return (await viewReceipt(purchase, viewer)) ?? refuse('PurchaseNotFound')
}

function concerns({ user, partner }: Purchase, viewer: Viewer): boolean {
  return String(viewer.role === 'user' ? user : partner) === viewer.id
}

/** What is on it is as it was when it was sold. Null if it was never paid. */
async function viewReceipt(purchase: Purchase, viewer: Viewer): Promise<Receipt | null> {
  const { paid, receiptNumber, price, title, brandName, feeAmount, refunds } = purchase
  if (!paid || receiptNumber === null) return null
  const { currency } = price
  const buyer = await findAccountById('user', String(purchase.user))
  const isPartner = viewer.role === 'partner'
  return {
    number: receiptNumber,
    issuedAt: paid.at.toISOString(),
    seller: { brandName },
    // [82 receipt-email] The partner has no need of the address.
    buyer: buyer && { username: buyer.name, email: isPartner ? null : buyer.email },
    lines: [{ description: title, amount: { amount: paid.amount, currency } }],
    total: { amount: paid.amount, currency },
    tax: { amount: paid.tax, currency },
    fee: isPartner ? { amount: feeAmount, currency } : null,
    refunds: refunds.flatMap(refund => {
      const status = SHOWN_REFUNDS.find(each => each === refund.status)
      return status
        ? [{ amount: { amount: refund.amount, currency }, status, at: refund.at.toISOString() }]
        : []
    }),
  }
}

// One that failed or was canceled has given nothing back.
const SHOWN_REFUNDS = ['pending', 'succeeded'] as const
