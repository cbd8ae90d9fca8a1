import * as z from 'zod'
import { accountOf } from '../accounts/accounts.ts'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import type { ApplicationFee, Transfer } from '../storage/balance-objects.ts'
import { newId } from '../storage/ids.ts'
import type { Metadata } from '../storage/kept.ts'
import { type Charge, PLATFORM } from '../storage/objects.ts'
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
  const { records } = context
  const currency = given.currency.toLowerCase()
  if (!isCurrency(currency)) throw invalid(`Invalid currency: ${given.currency}`, { param: 'currency' })
  if (given.amount === 0) throw invalid('Invalid positive integer', { param: 'amount' })
  canBePaid(given.destination, context)
  const charge =
    given.source_transaction === undefined ? null : records.get('charge', given.source_transaction)
  if (given.source_transaction !== undefined && charge === null) {
    throw missing('charge', given.source_transaction, 'source_transaction')
  }
  if (charge === null && balanceOf(PLATFORM, currency, context) + context.platformCredit < given.amount) {
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
      availableOn: availableOf(charge, context),
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

/** When the money of a charge or payment is there, or now if it is. Its refunds are taken off at the same time. */
export function availableOf(charge: Charge | null, { records, clock }: Context): number {
  const transaction = records.get('balance_transaction', charge?.balance_transaction ?? '')
  return Math.max(transaction?.available_on ?? 0, clock.seconds())
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
