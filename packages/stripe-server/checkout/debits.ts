import type { Context } from '../protocol/context.ts'
import {
  type Charge,
  type PaymentError,
  type PaymentIntent,
  PLATFORM,
  type Session,
} from '../storage/objects.ts'
import { effectOf } from './cards.ts'
import { BANK, newCharge, type Payer, payerOf } from './charges.ts'
import { completed, decline, faultOfDestination, intentOf, succeed } from './outcomes.ts'
import type { Paying } from './paying.ts'

/** Until a debit from a bank account succeeds. */
const DEBIT_SECONDS = 60

/** Pays by a debit from a bank account: the session is complete at once, and paid or failed later. */
export function payByBank(session: Session, payer: Payer, context: Context): Paying {
  if (session.status !== 'open') return { state: 'over', session }
  const { records, events, clock } = context
  const intent = intentOf(session, null, payer, context)
  const blocked = faultOfDestination(session, context)
  if (blocked !== null) return decline(intent, BANK, payer, blocked, context)
  const charge: Charge = {
    ...newCharge(session, intent, BANK, payer, context),
    status: 'pending',
    paid: false,
  }
  records.save(charge, PLATFORM)
  const processing: PaymentIntent = { ...intent, status: 'processing', latest_charge: charge.id }
  records.save(processing, PLATFORM)
  const complete: Session = { ...completed(session, payer), payment_intent: intent.id }
  records.save(complete, PLATFORM)
  records.schedule(clock.seconds() + DEBIT_SECONDS, 'settle-debit', intent.id)
  events.record('payment_intent.processing', processing)
  events.record('charge.pending', charge)
  events.record('checkout.session.completed', complete)
  return { state: 'paid', session: complete }
}

/** Ends a debit. */
export function settleDebit(id: string, isPaid: boolean, context: Context): Session | null {
  const { records, events } = context
  const intent = records.get('payment_intent', id)
  const session = records.get('checkout.session', intent?.internal.session ?? '')
  if (intent?.status !== 'processing' || session === null) return session
  const payer = payerOf(session)
  if (isPaid) return succeed(session, intent, BANK, payer, effectOf('4242424242424242'), context)
  const error: PaymentError = {
    type: 'card_error',
    code: 'payment_method_provider_decline',
    message: 'The payment was declined by the bank.',
  }
  decline(intent, BANK, payer, error, context)
  events.record('checkout.session.async_payment_failed', session)
  return session
}
