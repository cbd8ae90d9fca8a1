import { stripeFee } from '../money/currencies.ts'
import { openDisputesOf } from '../money/disputes.ts'
import { move } from '../money/ledger.ts'
import { canBePaid, send } from '../money/transfers.ts'
import type { Context } from '../protocol/context.ts'
import { Refusal } from '../protocol/refusals.ts'
import { newId } from '../storage/ids.ts'
import {
  type Charge,
  type PaymentError,
  type PaymentIntent,
  PLATFORM,
  type Session,
} from '../storage/objects.ts'
import type { CardEffect } from './cards.ts'
import { newCharge, type Payer } from './charges.ts'

export interface Declined {
  state: 'declined'
  error: PaymentError
}

const AVAILABLE_AFTER_SECONDS = 2 * 24 * 3600

/** The payment of a session, made at the first attempt to pay. */
export function intentOf(
  session: Session,
  card: string | null,
  payer: Payer,
  context: Context,
): PaymentIntent {
  const { records, clock, events } = context
  const { internal } = session
  const before = records.get('payment_intent', session.payment_intent ?? '')
  const intent: PaymentIntent = before ?? {
    id: newId('pi'),
    object: 'payment_intent',
    amount: session.amount_total,
    amount_received: 0,
    application_fee_amount: internal.applicationFee,
    capture_method: 'automatic_async',
    created: clock.seconds(),
    currency: session.currency,
    customer: null,
    description: internal.description,
    last_payment_error: null,
    latest_charge: null,
    livemode: false,
    metadata: internal.paymentMetadata,
    next_action: null,
    payment_method_types: session.payment_method_types,
    receipt_email: internal.receiptEmail,
    status: 'requires_payment_method',
    transfer_data: internal.destination === null ? null : { destination: internal.destination },
    transfer_group: internal.transferGroup,
    internal: { session: session.id, card },
  }
  const known = { ...intent, internal: { session: session.id, card } }
  records.save(known, PLATFORM)
  records.save(
    { ...session, payment_intent: intent.id, customer_details: { email: payer.email, name: payer.name } },
    PLATFORM,
  )
  if (before === null) events.record('payment_intent.created', known)
  return known
}

/** Why nothing can be paid to the destination of a session; null if it can. */
export function faultOfDestination({ internal }: Session, context: Context): PaymentError | null {
  if (internal.destination === null) return null
  try {
    canBePaid(internal.destination, context)
    return null
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { code = 'account_invalid', message } = error.error
    return { type: 'invalid_request_error', code, message }
  }
}

/** Records an attempt that failed. The session stays as it is. */
export function decline(
  intent: PaymentIntent,
  card: string,
  payer: Payer,
  error: PaymentError,
  context: Context,
): Declined {
  const { records, events } = context
  const session = records.get('checkout.session', intent.internal.session)
  if (session === null) return { state: 'declined', error }
  const charge: Charge = {
    ...newCharge(session, intent, card, payer, context),
    captured: false,
    amount_captured: 0,
    paid: false,
    status: 'failed',
    failure_code: error.code,
    failure_message: error.message,
    outcome: {
      network_status: 'declined_by_network',
      risk_level: 'normal',
      seller_message: 'The bank declined the payment.',
      type: 'issuer_declined',
    },
  }
  records.save(charge, PLATFORM)
  const failed: PaymentIntent = {
    ...intent,
    status: 'requires_payment_method',
    next_action: null,
    last_payment_error: error,
    latest_charge: charge.id,
  }
  records.save(failed, PLATFORM)
  events.record('charge.failed', charge)
  events.record('payment_intent.payment_failed', failed)
  return { state: 'declined', error }
}

/** Takes the money, passes it on, and completes the session. */
export function succeed(
  session: Session,
  intent: PaymentIntent,
  card: string,
  payer: Payer,
  effect: CardEffect,
  context: Context,
): Session {
  const { records, clock, events } = context
  const { internal } = session
  const { amount, currency } = intent
  const wasComplete = session.status === 'complete'
  const pending = records.get('charge', intent.latest_charge ?? '')
  const base: Charge =
    pending?.status === 'pending' ? pending : newCharge(session, intent, card, payer, context)
  const availableOn = clock.seconds() + (effect.isAvailableAtOnce ? 0 : AVAILABLE_AFTER_SECONDS)
  const transaction = move(
    {
      owner: PLATFORM,
      type: 'charge',
      amount,
      currency,
      source: base.id,
      against: 'buyers',
      fee: { amount: stripeFee(amount, currency), type: 'stripe_fee' },
      availableOn,
    },
    context,
  )
  const taken: Charge = {
    ...base,
    balance_transaction: transaction.id,
    status: 'succeeded',
    paid: true,
    internal: { card, refunds: effect.refund },
  }
  records.save(taken, PLATFORM)
  const charge = internal.destination === null ? taken : passOn(taken, internal, availableOn, context)
  const paid: PaymentIntent = {
    ...intent,
    amount_received: amount,
    status: 'succeeded',
    latest_charge: charge.id,
    last_payment_error: null,
    next_action: null,
  }
  records.save(paid, PLATFORM)
  const complete: Session = {
    ...(wasComplete ? session : completed(session, payer)),
    payment_intent: intent.id,
    payment_status: 'paid',
  }
  records.save(complete, PLATFORM)
  events.record('charge.succeeded', charge)
  events.record('payment_intent.succeeded', paid)
  events.record(
    wasComplete ? 'checkout.session.async_payment_succeeded' : 'checkout.session.completed',
    complete,
  )
  openDisputesOf(charge, effect.dispute, context)
  return complete
}

/** Transfers all of a charge to its destination, which pays the fee of the platform from it. */
function passOn(
  charge: Charge,
  internal: Session['internal'],
  availableOn: number,
  context: Context,
): Charge {
  const { records } = context
  const transfer = send(
    {
      amount: charge.amount,
      currency: charge.currency,
      destination: internal.destination ?? '',
      description: null,
      metadata: {},
      group: internal.transferGroup ?? `group_${charge.payment_intent}`,
      charge,
      availableOn,
      applicationFee: internal.applicationFee,
    },
    context,
  )
  const payment = records.get('charge', transfer.destination_payment)
  const passed: Charge = {
    ...charge,
    transfer: transfer.id,
    transfer_group: transfer.transfer_group,
    application_fee: payment?.application_fee ?? null,
  }
  records.save(passed, PLATFORM)
  return passed
}

export function completed(session: Session, payer: Payer): Session {
  return {
    ...session,
    status: 'complete',
    url: null,
    customer_details: { email: payer.email, name: payer.name },
    automatic_tax: { ...session.automatic_tax, status: session.automatic_tax.enabled ? 'complete' : null },
  }
}
