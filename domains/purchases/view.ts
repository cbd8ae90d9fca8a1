import type { Purchase as StoredPurchase } from '#domains/purchases/model.ts'
import type { Purchase } from '#domains/purchases/schemas.ts'

/** A purchase as its buyer sees it. */
export function viewPurchase(purchase: StoredPurchase): Purchase {
  const { session, refund, status, price } = purchase
  const { currency } = price
  return {
    id: String(purchase._id),
    reel: {
      id: String(purchase.reel),
      title: purchase.title,
      partner: { id: String(purchase.partner), brandName: purchase.brandName },
    },
    price: { amount: price.amount, currency },
    status,
    checkout:
      status === 'open' && session ? { url: session.url, expiresAt: session.expiresAt.toISOString() } : null,
    refund: refund && {
      status: refund.status,
      amount: { amount: refund.amount, currency },
      reason: refund.reason,
    },
    receiptNumber: purchase.receiptNumber,
    createdAt: purchase.createdAt.toISOString(),
    paidAt: purchase.paid?.at.toISOString() ?? null,
  }
}
