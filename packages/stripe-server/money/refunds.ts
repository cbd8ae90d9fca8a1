import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, invalidParameter, missing } from '../protocol/refusals.ts'
import type { Transfer } from '../storage/balance-objects.ts'
import { newId } from '../storage/ids.ts'
import { type Charge, PLATFORM, type Refund } from '../storage/objects.ts'
import { moneyText } from './currencies.ts'
import { move } from './ledger.ts'
import { reverseBy } from './reversals.ts'
import { availableOf } from './transfers.ts'

/** The body of `POST /v1/refunds`. */
export const NewRefund = z.strictObject({
  amount: p.amount.optional(),
  charge: p.text.optional(),
  metadata: p.metadata.optional(),
  payment_intent: p.text.optional(),
  reason: z.enum(['duplicate', 'fraudulent', 'requested_by_customer']).optional(),
  refund_application_fee: p.boolean.optional(),
  reverse_transfer: p.boolean.optional(),
  expand: p.expand,
})

/** What becomes of the refunds of a charge. `short` is for lack of money: they wait until a test ends them. */
export type RefundFate = 'succeeds' | 'succeeds-later' | 'fails-later' | 'short'

/** Seconds until a refund ends that does not end at once. */
const LATER_SECONDS = 60

export function createRefund(given: z.infer<typeof NewRefund>, context: Context): Refund {
  const charge = chargeOf(given, context)
  const { records, clock, events } = context
  const left = charge.amount - charge.amount_refunded
  const amount = given.amount ?? left
  const transfer = records.get('transfer', charge.transfer ?? '')
  checkRefund(given, charge, transfer, amount, left, context)
  const fate = fateOf(charge, context)
  const isPending = fate === 'succeeds-later' || fate === 'short'
  const id = newId('re')
  const refund: Refund = {
    id,
    object: 'refund',
    amount,
    balance_transaction: null,
    charge: charge.id,
    created: clock.seconds(),
    currency: charge.currency,
    metadata: given.metadata ?? {},
    payment_intent: charge.payment_intent,
    ...(isPending && { pending_reason: fate === 'short' ? 'insufficient_funds' : 'processing' }),
    reason: given.reason ?? null,
    receipt_number: null,
    source_transfer_reversal: null,
    status: isPending ? 'pending' : 'succeeded',
    transfer_reversal: null,
    internal: {
      reverseTransfer: given.reverse_transfer === true,
      refundFee: given.refund_application_fee === true,
      endsAt: isPending || fate === 'fails-later' ? clock.seconds() + LATER_SECONDS : null,
      fails: fate === 'fails-later',
    },
  }
  // The money leaves the balance at once, unless there is none.
  const made = fate === 'short' ? refund : payBack(refund, charge, transfer, context)
  records.save(made, PLATFORM)
  const refunded = withRefunds(charge, context)
  if (made.internal.endsAt !== null && fate !== 'short')
    records.schedule(made.internal.endsAt, 'end-refund', id)
  events.record('charge.refunded', refunded)
  events.record('refund.created', made)
  return made
}

/** @throws Refusal with the words of Stripe */
function checkRefund(
  given: z.infer<typeof NewRefund>,
  charge: Charge,
  transfer: Transfer | null,
  amount: number,
  left: number,
  { records }: Context,
): void {
  const isDisputed = records
    .search('dispute', 'charge', charge.id)
    .some(({ is_charge_refundable }) => !is_charge_refundable)
  if (isDisputed) {
    const message = `Charge ${charge.id} has been charged back; cannot issue a refund.`
    throw invalid(message, { code: 'charge_disputed' })
  }
  if (left === 0) {
    const message = `Charge ${charge.id} has already been refunded.`
    throw invalid(message, { code: 'charge_already_refunded' })
  }
  if (amount === 0) throw invalid('Invalid positive integer', { param: 'amount' })
  if (amount > left) {
    const text = (value: number) => moneyText(value, charge.currency)
    throw invalid(
      `Refund amount (${text(amount)}) is greater than unrefunded amount on charge (${text(left)})`,
      { param: 'amount' },
    )
  }
  if (given.reverse_transfer === true && transfer === null) {
    throw invalid('The charge has no transfer to reverse.', { param: 'reverse_transfer' })
  }
  if (given.refund_application_fee === true && charge.application_fee === null) {
    throw invalid(
      `You are attempting to refund the application fee of ${charge.id}, but it has no application fee.`,
      { param: 'refund_application_fee' },
    )
  }
}

function chargeOf(given: z.infer<typeof NewRefund>, { records }: Context): Charge {
  if (given.charge !== undefined) {
    const charge = records.get('charge', given.charge)
    if (charge === null) throw missing('charge', given.charge, 'charge')
    return charge
  }
  if (given.payment_intent === undefined) {
    throw invalidParameter(
      'One of the following params should be provided for this request: payment_intent or charge.',
    )
  }
  const intent = records.get('payment_intent', given.payment_intent)
  if (intent === null) throw missing('payment_intent', given.payment_intent, 'payment_intent')
  const charge = records.get('charge', intent.latest_charge ?? '')
  if (charge === null || charge.status !== 'succeeded') {
    throw invalid(`This PaymentIntent (${intent.id}) does not have a successful charge to refund.`)
  }
  return charge
}

/** Moves the money: first the parts that come back from the account and from the fee. */
function payBack(refund: Refund, charge: Charge, transfer: Transfer | null, context: Context): Refund {
  const { reverseTransfer, refundFee } = refund.internal
  const reversal =
    reverseTransfer && transfer !== null ? reverseShare(transfer, charge, refund, refundFee, context) : null
  const out = move(
    {
      owner: PLATFORM,
      type: 'refund',
      amount: -refund.amount,
      currency: refund.currency,
      source: refund.id,
      against: 'buyers',
      availableOn: availableOf(charge, context),
    },
    context,
  )
  return { ...refund, balance_transaction: out.id, transfer_reversal: reversal }
}

/** As much of the transfer as of the charge; all that is left of it with the rest of the charge. */
function reverseShare(
  transfer: Transfer,
  charge: Charge,
  refund: Refund,
  refundFee: boolean,
  context: Context,
): string | null {
  const left = transfer.amount - transfer.amount_reversed
  const isRest = charge.amount_refunded + refund.amount >= charge.amount
  const share = isRest ? left : Math.min(left, Math.round((transfer.amount * refund.amount) / charge.amount))
  if (share === 0) return null
  return reverseBy(transfer, share, { refundFee, refund: refund.id }, context).id
}

/** What time, or a test, makes of a refund that has not ended. */
export function endRefund(id: string, outcome: 'succeeded' | 'failed', context: Context): Refund {
  const { records, events, clock } = context
  const refund = records.get('refund', id)
  if (refund === null) throw missing('refund', id)
  if (refund.status === 'failed' || refund.status === outcome) return refund
  const charge = records.get('charge', refund.charge)
  if (charge === null) throw missing('charge', refund.charge)
  const { pending_reason: _, ...rest } = refund
  if (outcome === 'succeeded') {
    const paid =
      refund.balance_transaction === null
        ? payBack(rest, charge, records.get('transfer', charge.transfer ?? ''), context)
        : rest
    const ended: Refund = { ...paid, status: 'succeeded' }
    records.save(ended, PLATFORM)
    events.record('refund.updated', ended, PLATFORM, { status: refund.status })
    events.record('charge.refund.updated', ended, PLATFORM, { status: refund.status })
    return ended
  }
  const back =
    refund.balance_transaction === null
      ? null
      : move(
          {
            owner: PLATFORM,
            type: 'refund_failure',
            amount: refund.amount,
            currency: refund.currency,
            source: id,
            against: 'buyers',
            availableOn: clock.seconds(),
          },
          context,
        )
  const ended: Refund = {
    ...rest,
    status: 'failed',
    failure_reason: 'lost_or_stolen_card',
    ...(back !== null && { failure_balance_transaction: back.id }),
  }
  records.save(ended, PLATFORM)
  withRefunds(charge, context)
  events.record('refund.failed', ended, PLATFORM, { status: refund.status })
  events.record('charge.refund.updated', ended, PLATFORM, { status: refund.status })
  return ended
}

/** A refund that is due to end. */
export function endDueRefund(id: string, context: Context): void {
  const refund = context.records.get('refund', id)
  if (refund === null) return
  endRefund(id, refund.internal.fails ? 'failed' : 'succeeded', context)
}

/** The charge with the sum of its refunds that have not failed. */
function withRefunds(charge: Charge, { records }: Context): Charge {
  const amount_refunded = records
    .search('refund', 'charge', charge.id)
    .filter(({ status }) => status !== 'failed' && status !== 'canceled')
    .reduce((sum, { amount }) => sum + amount, 0)
  const changed = { ...charge, amount_refunded, refunded: amount_refunded >= charge.amount }
  records.save(changed, PLATFORM)
  return changed
}

/** Decides what becomes of the next refunds of a charge, whatever its card. */
export function setFate(charge: string, fate: RefundFate, { records }: Context): void {
  records.setSetting(`refunds-of ${charge}`, fate)
}

function fateOf({ id, internal }: Charge, { records }: Context): RefundFate {
  switch (records.setting(`refunds-of ${id}`) ?? internal.refunds) {
    case 'succeeds-later':
      return 'succeeds-later'
    case 'fails-later':
      return 'fails-later'
    case 'short':
      return 'short'
    default:
      return 'succeeds'
  }
}
