import * as z from 'zod'
import { accountOf } from '../accounts/accounts.ts'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import { newId } from '../storage/ids.ts'
import {
  type ApplicationFee,
  type Charge,
  type FeeRefund,
  type Metadata,
  PLATFORM,
  type Refund,
  type Transfer,
  type TransferReversal,
} from '../storage/objects.ts'
import { isCurrency } from './currencies.ts'
import { balanceOf, move } from './ledger.ts'
import { schedulePayout } from './payout-days.ts'

/** The body of `POST /v1/transfers`. */
export const NewTransfer = z.strictObject({
  amount: p.amount,
  currency: p.text,
  destination: p.text,
  description: p.text.optional(),
  metadata: p.metadata.optional(),
  source_transaction: p.text.optional(),
  transfer_group: p.text.optional(),
  expand: p.expand,
})

/** The body of `POST /v1/transfers/{id}/reversals`. */
export const NewReversal = z.strictObject({
  amount: p.amount.optional(),
  description: p.text.optional(),
  metadata: p.metadata.optional(),
  refund_application_fee: p.boolean.optional(),
  expand: p.expand,
})

interface Sending {
  amount: number
  currency: string
  destination: string
  description: string | null
  metadata: Metadata
  group: string | null
  /** The charge that the money comes from. */
  charge: Charge | null
  availableOn: number
  applicationFee: number | null
}

export function createTransfer(given: z.infer<typeof NewTransfer>, context: Context): Transfer {
  const { records, clock } = context
  const currency = given.currency.toLowerCase()
  if (!isCurrency(currency)) throw invalid(`Invalid currency: ${given.currency}`, { param: 'currency' })
  if (given.amount === 0) throw invalid('Invalid positive integer', { param: 'amount' })
  canBePaid(given.destination, context)
  const charge =
    given.source_transaction === undefined ? null : records.get('charge', given.source_transaction)
  if (given.source_transaction !== undefined && charge === null) {
    throw missing('charge', given.source_transaction, 'source_transaction')
  }
  if (charge === null && balanceOf(PLATFORM, currency, context) < given.amount) {
    throw invalid(
      'You have insufficient available funds in your Stripe account. Try adding funds directly to your available balance by creating Charges using the 4000000000000077 test card.',
      { code: 'balance_insufficient' },
    )
  }
  return send(
    {
      amount: given.amount,
      currency,
      destination: given.destination,
      description: given.description ?? null,
      metadata: given.metadata ?? {},
      group: given.transfer_group ?? null,
      charge,
      availableOn: charge === null ? clock.seconds() : availableOf(charge, context),
      applicationFee: null,
    },
    context,
  )
}

/** @throws Refusal if nothing can be transferred to the account */
export function canBePaid(id: string, context: Context): void {
  const account = accountOf(id, context)
  if (account.status !== 'active') {
    throw invalid(
      'Your destination account needs to have at least one of the following capabilities enabled: transfers, crypto_transfers, legacy_payments',
      { code: 'insufficient_capabilities_for_transfer' },
    )
  }
}

/** Moves money from the platform to an account, where it arrives as a payment, less the fee of the platform. */
export function send(sending: Sending, context: Context): Transfer {
  const { records, clock, events } = context
  const { amount, currency, destination, charge, availableOn, applicationFee } = sending
  const id = newId('tr')
  const paymentId = newId('py')
  const out = move(
    { owner: PLATFORM, type: 'transfer', amount: -amount, currency, source: id, against: 'transfers' },
    context,
  )
  const arrival = move(
    {
      owner: destination,
      type: 'payment',
      amount,
      currency,
      source: paymentId,
      against: 'transfers',
      availableOn,
      ...(applicationFee !== null && { fee: { amount: applicationFee, type: 'application_fee' } }),
    },
    context,
  )
  const fee =
    applicationFee === null
      ? null
      : takeFee(destination, applicationFee, paymentId, charge, currency, context)
  const transfer: Transfer = {
    id,
    object: 'transfer',
    amount,
    amount_reversed: 0,
    balance_transaction: out.id,
    created: clock.seconds(),
    currency,
    description: sending.description,
    destination,
    destination_payment: paymentId,
    livemode: false,
    metadata: sending.metadata,
    reversed: false,
    source_transaction: charge?.id ?? null,
    source_type: 'card',
    transfer_group: sending.group,
    internal: undefined,
  }
  records.save(transfer, PLATFORM)
  const payment = paymentOf(transfer, arrival.id, fee)
  records.save(payment, destination)
  schedulePayout(destination, availableOn, context)
  events.record('transfer.created', transfer)
  events.record('payment.created', payment, destination)
  if (fee !== null) events.record('application_fee.created', fee)
  return transfer
}

function takeFee(
  account: string,
  amount: number,
  payment: string,
  charge: Charge | null,
  currency: string,
  context: Context,
): ApplicationFee {
  const id = newId('fee')
  const transaction = move(
    {
      owner: PLATFORM,
      type: 'application_fee',
      amount,
      currency,
      source: id,
      against: 'fees',
      ...(charge !== null && { availableOn: availableOf(charge, context) }),
    },
    context,
  )
  const fee: ApplicationFee = {
    id,
    object: 'application_fee',
    account,
    amount,
    amount_refunded: 0,
    balance_transaction: transaction.id,
    charge: payment,
    created: context.clock.seconds(),
    currency,
    livemode: false,
    originating_transaction: charge?.id ?? null,
    refunded: false,
    internal: undefined,
  }
  context.records.save(fee, PLATFORM)
  return fee
}

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
  const id = newId('trr')
  const back = move(
    { owner: PLATFORM, type: 'transfer_refund', amount, currency, source: id, against: 'transfers' },
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
      ...(fee !== null && { fee: { amount: -fee.amount, type: 'application_fee' } }),
    },
    context,
  )
  if (fee !== null) giveFeeBack(fee.of, fee.amount, context)
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
  const payment = records.get('charge', transfer.destination_payment)
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
function giveFeeBack(fee: ApplicationFee, amount: number, context: Context): void {
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

export function availableOf(charge: Charge, { records, clock }: Context): number {
  const transaction = records.get('balance_transaction', charge.balance_transaction ?? '')
  return transaction?.available_on ?? clock.seconds()
}

/** The payment that arrives in the account. */
function paymentOf(transfer: Transfer, transaction: string, fee: ApplicationFee | null): Charge {
  const { amount, created, currency } = transfer
  return {
    id: transfer.destination_payment,
    object: 'charge',
    amount,
    amount_captured: amount,
    amount_refunded: 0,
    application_fee: fee?.id ?? null,
    application_fee_amount: fee?.amount ?? null,
    balance_transaction: transaction,
    billing_details: { email: null, name: null },
    captured: true,
    created,
    currency,
    customer: null,
    description: null,
    disputed: false,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: {},
    outcome: null,
    paid: true,
    payment_intent: null,
    payment_method_details: { type: 'stripe_account' },
    receipt_email: null,
    receipt_number: null,
    receipt_url: null,
    refunded: false,
    source_transfer: transfer.id,
    status: 'succeeded',
    transfer: null,
    transfer_data: null,
    transfer_group: null,
    internal: { card: '', refunds: 'succeeds' },
  }
}
