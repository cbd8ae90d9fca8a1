import type { Context } from '../protocol/context.ts'
import { newId } from '../storage/ids.ts'
import type { Charge, PaymentIntent, Session } from '../storage/objects.ts'
import { brandOf } from './cards.ts'

export interface Payer {
  email: string | null
  name: string | null
}

/** Who has paid, or tried to. */
export function payerOf({ customer_details }: Session): Payer {
  return { email: customer_details?.email ?? null, name: customer_details?.name ?? null }
}

/** The card of a payment from a bank account. */
export const BANK = 'bank'

/** A charge as it is when it succeeds. */
export function newCharge(
  session: Session,
  intent: PaymentIntent,
  card: string,
  payer: Payer,
  { clock, url }: Context,
): Charge {
  const id = newId(card === BANK ? 'py' : 'ch')
  const { destination } = session.internal
  return {
    id,
    object: 'charge',
    amount: intent.amount,
    amount_captured: intent.amount,
    amount_refunded: 0,
    application_fee: null,
    application_fee_amount: intent.application_fee_amount,
    balance_transaction: null,
    billing_details: { email: payer.email, name: payer.name },
    captured: true,
    created: clock.seconds(),
    currency: intent.currency,
    customer: null,
    description: intent.description,
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: intent.metadata,
    outcome: {
      network_status: 'approved_by_network',
      risk_level: 'normal',
      seller_message: 'Payment complete.',
      type: 'authorized',
    },
    paid: true,
    payment_intent: intent.id,
    payment_method_details:
      card === BANK
        ? { type: 'pay_by_bank' }
        : { type: 'card', card: { brand: brandOf(card), last4: card.slice(-4) } },
    receipt_email: intent.receipt_email,
    receipt_number: null,
    receipt_url: `${url}/receipts/${id}`,
    refunded: false,
    source_transfer: null,
    status: 'succeeded',
    transfer: null,
    transfer_data: destination === null ? null : { amount: null, destination },
    transfer_group: session.internal.transferGroup,
    internal: { card, refunds: 'succeeds' },
  }
}
