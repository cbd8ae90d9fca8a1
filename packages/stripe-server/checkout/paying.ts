import type { Context } from '../protocol/context.ts'
import { type PaymentError, type PaymentIntent, PLATFORM, type Session } from '../storage/objects.ts'
import { effectOf } from './cards.ts'
import { type Payer, payerOf } from './charges.ts'
import { type Declined, decline, faultOfDestination, intentOf, succeed } from './outcomes.ts'

/** What paying by card leads to: a page with the next step, or the reason why it failed. */
export type Paying =
  | { state: 'paid'; session: Session }
  | { state: 'challenge'; intent: PaymentIntent }
  | Declined
  | { state: 'over'; session: Session }

/** Pays a session by card. @param card digits only */
export function payByCard(session: Session, card: string, payer: Payer, context: Context): Paying {
  if (session.status !== 'open') return { state: 'over', session }
  const intent = intentOf(session, card, payer, context)
  const effect = effectOf(card)
  const blocked = faultOfDestination(session, context)
  if (blocked !== null) return decline(intent, card, payer, blocked, context)
  if (effect.challenge) {
    const url = `${context.url}/c/challenge/${intent.id}`
    const challenged: PaymentIntent = {
      ...intent,
      status: 'requires_action',
      next_action: { type: 'redirect_to_url', redirect_to_url: { url, return_url: session.url ?? '' } },
    }
    context.records.save(challenged, PLATFORM)
    context.events.record('payment_intent.requires_action', challenged)
    return { state: 'challenge', intent: challenged }
  }
  if (effect.decline !== null) return decline(intent, card, payer, effect.decline, context)
  return { state: 'paid', session: succeed(session, intent, card, payer, effect, context) }
}

/** Ends the confirmation that a bank has asked for. */
export function answerChallenge(intent: PaymentIntent, isConfirmed: boolean, context: Context): Paying {
  const { records } = context
  const session = records.get('checkout.session', intent.internal.session)
  const { card } = intent.internal
  if (session === null || session.status !== 'open' || intent.status !== 'requires_action' || card === null) {
    return { state: 'over', session: session ?? neverThere(intent) }
  }
  const payer = payerOf(session)
  const effect = effectOf(card)
  const error = isConfirmed ? (effect.decline ?? faultOfDestination(session, context)) : NOT_CONFIRMED
  if (error !== null) return decline(intent, card, payer, error, context)
  return { state: 'paid', session: succeed(session, intent, card, payer, effect, context) }
}

const NOT_CONFIRMED: PaymentError = {
  type: 'invalid_request_error',
  code: 'payment_intent_authentication_failure',
  message:
    'We are unable to authenticate your payment method. Please choose a different payment method and try again.',
}

function neverThere(intent: PaymentIntent): Session {
  throw new Error(`${intent.id} belongs to no session`)
}
