import * as z from 'zod'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import type { ApplicationFee, FeeRefund, Transfer, TransferReversal } from '../storage/balance-objects.ts'
import { newId } from '../storage/ids.ts'
import type { Metadata } from '../storage/kept.ts'
import { PLATFORM, type Refund } from '../storage/objects.ts'
import { move } from './ledger.ts'
import { availableOf } from './transfers.ts'

/** The body of `POST /v1/transfers/{id}/reversals`. */
export const NewReversal = z.strictObject({
  amount: p.amount.optional(),
  description: p.text.optional(),
  metadata: p.metadata.optional(),
  refund_application_fee: p.boolean.optional(),
  expand: p.expand,
})

export function reverse(id: string, given: z.infer<typeof NewReversal>, context: Context): TransferReversal {
  const transfer = context.records.get('transfer', id)
  if (transfer === null) throw missing('transfer', id)
  const left = transfer.amount - transfer.amount_reversed
  const amount = given.amount ?? left
  if (left === 0) throw invalid(`Transfer ${id} has already been fully reversed.`)
  if (amount === 0) throw invalid('Invalid positive integer', { param: 'amount' })
  if (amount > left) {
    throw invalid(
      `Refund amount (${amount}) is greater than the amount of the transfer that is not reversed (${left})`,
      { param: 'amount' },
    )
  }
  return reverseBy(
    transfer,
    amount,
    { refundFee: given.refund_application_fee === true, refund: null, metadata: given.metadata ?? {} },
    context,
  )
}

interface Reversing {
  refundFee: boolean
  refund: string | null
  metadata?: Metadata
}

/** Takes money of a transfer back, even if the account has less. */
export function reverseBy(
  transfer: Transfer,
  amount: number,
  { refundFee, refund, metadata = {} }: Reversing,
  context: Context,
): TransferReversal {
  const { records, clock, events } = context
  const { currency, destination } = transfer
  const payment = records.get('charge', transfer.destination_payment)
  const availableOn = availableOf(payment, context)
  const id = newId('trr')
  const back = move(
    {
      owner: PLATFORM,
      type: 'transfer_refund',
      amount,
      currency,
      source: id,
      against: 'transfers',
      availableOn,
    },
    context,
  )
  const refundId = newId('pyr')
  const fee = refundFee ? feeShare(transfer, amount, context) : null
  const out = move(
    {
      owner: destination,
      type: 'payment_refund',
      amount: -amount,
      currency,
      source: refundId,
      against: 'transfers',
      availableOn,
      ...(fee !== null && { fee: { amount: -fee.amount, type: 'application_fee' } }),
    },
    context,
  )
  if (fee !== null) giveFeeBack(fee.of, fee.amount, availableOn, context)
  const paymentRefund: Refund = {
    id: refundId,
    object: 'refund',
    amount,
    balance_transaction: out.id,
    charge: transfer.destination_payment,
    created: clock.seconds(),
    currency,
    metadata: {},
    payment_intent: null,
    reason: null,
    receipt_number: null,
    source_transfer_reversal: id,
    status: 'succeeded',
    transfer_reversal: null,
    internal: { reverseTransfer: false, refundFee: false, endsAt: null, fails: false },
  }
  records.save(paymentRefund, destination)
  if (payment !== null) {
    const amount_refunded = payment.amount_refunded + amount
    records.save({ ...payment, amount_refunded, refunded: amount_refunded >= payment.amount }, destination)
  }
  const reversal: TransferReversal = {
    id,
    object: 'transfer_reversal',
    amount,
    balance_transaction: back.id,
    created: clock.seconds(),
    currency,
    destination_payment_refund: refundId,
    metadata,
    source_refund: refund,
    transfer: transfer.id,
    internal: undefined,
  }
  records.save(reversal, PLATFORM)
  const amount_reversed = transfer.amount_reversed + amount
  const changed = { ...transfer, amount_reversed, reversed: amount_reversed >= transfer.amount }
  records.save(changed, PLATFORM)
  events.record('transfer.reversed', changed)
  return reversal
}

/** As much of the fee as of the transfer; all that is left of it with the rest of the transfer. */
function feeShare(transfer: Transfer, amount: number, { records }: Context) {
  const [fee] = records.search('application_fee', 'charge', transfer.destination_payment)
  if (fee === undefined) throw invalid('The transfer has no application fee to refund.')
  const left = fee.amount - fee.amount_refunded
  const isRest = transfer.amount_reversed + amount >= transfer.amount
  const share = isRest ? left : Math.min(left, Math.round((fee.amount * amount) / transfer.amount))
  return { of: fee, amount: share }
}

/** What the account gets back is part of its refund: see `reverseBy`. */
function giveFeeBack(fee: ApplicationFee, amount: number, availableOn: number, context: Context): void {
  if (amount === 0) return
  const { records, clock, events } = context
  const id = newId('fr')
  const { currency } = fee
  const transaction = move(
    {
      owner: PLATFORM,
      type: 'application_fee_refund',
      amount: -amount,
      currency,
      source: id,
      against: 'fees',
      availableOn,
    },
    context,
  )
  const feeRefund: FeeRefund = {
    id,
    object: 'fee_refund',
    amount,
    balance_transaction: transaction.id,
    created: clock.seconds(),
    currency,
    fee: fee.id,
    metadata: {},
    internal: undefined,
  }
  records.save(feeRefund, PLATFORM)
  const amount_refunded = fee.amount_refunded + amount
  const changed = { ...fee, amount_refunded, refunded: amount_refunded >= fee.amount }
  records.save(changed, PLATFORM)
  events.record('application_fee.refunded', changed)
}
