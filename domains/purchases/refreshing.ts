import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { bringUpToDate, closeCheckout } from '#domains/purchases/checkout.ts'
import { findOwnPurchase } from '#domains/purchases/reading.ts'
import { wasPaid } from '#domains/purchases/statuses.ts'
import { isRefusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * The same after asking Stripe: what the page asks that the buyer returns to.
 * @throws Outage if Stripe does not answer
 */
export async function refreshPurchase(purchaseId: string, user: Viewer<'user'>) {
  const purchase = await findOwnPurchase(purchaseId, user)
  if (isRefusal(purchase)) return purchase
  const counted = await countAttempt({ limit: LIMITS.purchaseRefreshes, key: purchaseId })
  if (isRefusal(counted)) return counted
  return (await bringUpToDate(purchase._id)) ?? purchase
}

/**
 * Closes the checkout of a purchase that was not paid. Again, it is a success.
 * @throws Outage if Stripe does not answer
 */
export async function cancelPurchase(purchaseId: string, user: Viewer<'user'>) {
  const purchase = await findOwnPurchase(purchaseId, user)
  if (isRefusal(purchase)) return purchase
  const now = purchase.status === 'open' ? await closeCheckout(purchase) : purchase
  const isPaid = now?.status === 'processing' || (now && wasPaid(now.status))
  return isPaid ? refuse('AlreadyPaid') : null
}
