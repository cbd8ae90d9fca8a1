import * as z from 'zod'
import { accountView } from '../accounts/account-view.ts'
import { setStatus } from '../accounts/accounts.ts'
import { payByBank, settleDebit } from '../checkout/debits.ts'
import { answerChallenge, payByCard } from '../checkout/paying.ts'
import { expireDueSession, sessionOf } from '../checkout/sessions.ts'
import { openDispute, setDisputeStatus } from '../money/disputes.ts'
import { move } from '../money/ledger.ts'
import { endPayout, payOutDaily } from '../money/payouts.ts'
import { createRefund, endRefund, setFate } from '../money/refunds.ts'
import type { Context } from '../protocol/context.ts'
import { invalid } from '../protocol/refusals.ts'
import { type Kind, type Kinds, PLATFORM } from '../storage/objects.ts'
import { shown } from '../storage/shown.ts'

/** What tests make happen. Each is `POST /_<name>` with a JSON body, and answers with what has become of it. */
export const ACTIONS: Record<string, (given: unknown, context: Context) => Record<string, unknown>> = {
  /** Moves the clock of the server forward. */
  clock: action(z.strictObject({ seconds: z.int().min(0) }), ({ seconds }, { clock }) => {
    clock.forward(seconds * 1000)
    return { now: clock.seconds() }
  }),

  /** Pays a session as its page does. `card` may be `bank`; `challenge` answers 3-D Secure. */
  pay: action(
    z.strictObject({
      session: z.string(),
      card: z.string().default('4242424242424242'),
      email: z.string().default('buyer@example.com'),
      challenge: z.enum(['complete', 'fail', 'leave']).default('complete'),
    }),
    ({ session: id, card, email, challenge }, context) => {
      const session = sessionOf(id, context)
      const payer = { email, name: null }
      const first =
        card === 'bank' ? payByBank(session, payer, context) : payByCard(session, card, payer, context)
      const paying =
        first.state === 'challenge' && challenge !== 'leave'
          ? answerChallenge(first.intent, challenge === 'complete', context)
          : first
      return {
        state: paying.state,
        ...(paying.state === 'declined' && { error: paying.error }),
        session: shown(sessionOf(id, context), context),
      }
    },
  ),

  /** Ends a session as if its time were over. */
  expire: action(z.strictObject({ session: z.string() }), ({ session }, context) => {
    expireDueSession(session, context)
    return shown(sessionOf(session, context), context)
  }),

  /** Ends a debit from a bank account. */
  debits: action(
    z.strictObject({ payment_intent: z.string(), paid: z.boolean() }),
    ({ payment_intent, paid }, context) => {
      const session = settleDebit(payment_intent, paid, context)
      if (session === null) throw invalid('There is no such payment.', {}, 404)
      return shown(session, context)
    },
  ),

  /** Opens a dispute. */
  disputes: action(
    z.strictObject({
      charge: z.string(),
      reason: z.string().default('fraudulent'),
      inquiry: z.boolean().default(false),
      amount: z.int().positive().optional(),
    }),
    ({ charge, reason, inquiry, amount }, context) =>
      shown(openDispute(charge, { reason, isInquiry: inquiry, amount }, context), context),
  ),

  /** Ends a dispute, or moves it on: `needs_response` makes a dispute of an inquiry. */
  'dispute-status': action(
    z.strictObject({
      dispute: z.string(),
      status: z.enum([
        'warning_under_review',
        'warning_closed',
        'needs_response',
        'under_review',
        'won',
        'lost',
        'prevented',
      ]),
    }),
    ({ dispute, status }, context) => shown(setDisputeStatus(dispute, status, context), context),
  ),

  /** Decides what becomes of the next refunds of a charge. */
  'refund-fate': action(
    z.strictObject({
      charge: z.string(),
      fate: z.enum(['succeeds', 'succeeds-later', 'fails-later', 'short']),
    }),
    ({ charge, fate }, context) => {
      setFate(charge, fate, context)
      return { charge, fate }
    },
  ),

  /** Ends a refund that has not ended. */
  'refund-end': action(
    z.strictObject({ refund: z.string(), outcome: z.enum(['succeeded', 'failed']) }),
    ({ refund, outcome }, context) => shown(endRefund(refund, outcome, context), context),
  ),

  /** Refunds a charge as a person does in the dashboard of Stripe. */
  'dashboard-refund': action(
    z.strictObject({
      charge: z.string(),
      amount: z.int().positive().optional(),
      reverse_transfer: z.boolean().default(true),
      refund_application_fee: z.boolean().default(true),
    }),
    ({ charge, amount, reverse_transfer, refund_application_fee }, context) => {
      const given = {
        charge,
        reverse_transfer,
        refund_application_fee,
        ...(amount !== undefined && { amount }),
      }
      return shown(createRefund(given, context), context)
    },
  ),

  /** Sets whether an account can be paid. */
  accounts: action(
    z.strictObject({
      account: z.string(),
      status: z.enum(['active', 'pending', 'rejected', 'restricted', 'unsupported']).optional(),
      missing: z.array(z.string()).optional(),
      bank: z.string().optional(),
      closed: z.boolean().optional(),
    }),
    ({ account, status, missing = [], bank = '000123456789', closed = false }, context) => {
      const now = closed ? 'unsupported' : (status ?? 'active')
      const changed = setStatus(account, now, { missing, bankAccount: bank, closed }, context)
      return accountView(changed, ['configuration.recipient', 'requirements', 'identity', 'defaults'])
    },
  ),

  /** Pays out what an account has available. */
  payouts: action(z.strictObject({ account: z.string() }), ({ account }, context) => {
    payOutDaily(account, context)
    return list('payout', account, context)
  }),

  /** Ends a payout, also one that was paid before. */
  'payout-end': action(
    z.strictObject({ payout: z.string(), failure: z.string().nullable().default(null) }),
    ({ payout, failure }, context) => shown(endPayout(payout, failure, context), context),
  ),

  /** Gives the platform money of its own, or takes it away. */
  topup: action(
    z.strictObject({ amount: z.int(), currency: z.string().default('usd') }),
    ({ amount, currency }, context) =>
      shown(
        move({ owner: PLATFORM, type: 'topup', amount, currency, source: null, against: 'banks' }, context),
        context,
      ),
  ),
}

function action<Schema extends z.ZodType>(
  schema: Schema,
  work: (given: z.output<Schema>, context: Context) => Record<string, unknown>,
) {
  return (given: unknown, context: Context) => {
    const parsed = schema.safeParse(given)
    if (!parsed.success) throw invalid(z.prettifyError(parsed.error))
    return work(parsed.data, context)
  }
}

function list<K extends Kind>(kind: K, owner: string, context: Context): Record<string, unknown> {
  const objects: Kinds[K][] = context.records.list(kind, owner)
  return { data: objects.map(object => shown(object, context)) }
}
