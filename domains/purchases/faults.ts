import { type Facts, idOf } from '#domains/purchases/facts.ts'
import type { Purchase } from '#domains/purchases/model.ts'
import { config } from '#shared/runtime/config.ts'

/** Why what Stripe says cannot be the payment of this purchase; null if it can. */
export function faultOf(
  purchase: Purchase,
  { session, payment, charge }: Facts,
  isLive: boolean,
): string | null {
  const { price, feeAmount, payoutAccount } = purchase
  const id = String(purchase._id)
  // A payment with a test card is no money.
  if (session.livemode !== isLive) return 'livemode'
  // Several stages may use one account of Stripe.
  if (session.metadata?.['purchase'] !== id || session.metadata['stage'] !== config().stage) return 'metadata'
  // [61 currency] 499 yen are not 4.99 euros.
  if (session.currency?.toUpperCase() !== price.currency) return 'currency'
  // [61 amount] Anyone who can change a session at Stripe must not buy for less.
  if (session.amount_total !== price.amount) return 'amount'
  if (!charge) return null
  if (charge.currency.toUpperCase() !== price.currency) return 'currency of the charge'
  if (charge.amount !== price.amount) return 'amount of the charge'
  // [61 destination] Otherwise another partner would be paid for this reel.
  if (idOf(payment?.transfer_data?.destination) !== payoutAccount) return 'destination'
  if ((payment?.application_fee_amount ?? 0) !== feeAmount) return 'fee'
  return null
}
