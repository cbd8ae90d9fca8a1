import type { Stripe } from 'stripe'
import { BUYER, PLATFORM, partnerAccount, STRIPE } from '#domains/ledger/earnings.ts'
import type { LedgerEntry } from '#domains/ledger/model.ts'
import { entryOf, move } from '#domains/ledger/posting.ts'
import type { Facts } from '#domains/purchases/facts.ts'
import type { Purchase } from '#domains/purchases/model.ts'

type Movement = Parameters<typeof entryOf>[1]

/** Everything that has moved because of a purchase: the same entries whenever Stripe is asked, and in whatever order. */
export function ledgerEntries(purchase: Purchase, facts: Facts): LedgerEntry[] {
  const { _id, partner, reel } = purchase
  const account = partnerAccount(partner)
  const movements = [
    ...(facts.charge ? saleOf(facts.charge, facts, account) : []),
    ...(facts.applicationFee ? feesOf(facts.applicationFee, account) : []),
    ...facts.refunds.flatMap(refundOf),
    // [73 reversals] What is taken back of a partner, below zero if need be.
    ...(facts.transfer?.reversals.data ?? []).map(reversal => reversalOf(reversal, account)),
    ...facts.disputes.flatMap(({ balance_transactions }) => balance_transactions.flatMap(disputeOf)),
    ...facts.returns.flatMap(transfer => returnOf(transfer, account)),
  ]
  return movements.map(movement => entryOf({ purchase: _id, partner, reel }, movement))
}

/** The buyer pays the platform, which gives all of it to the partner. Its fee is an entry of its own. */
function saleOf(charge: Stripe.Charge, { transfer, balanceTransaction }: Facts, account: string): Movement[] {
  const at = timeOf(charge)
  const lines = move(BUYER, PLATFORM, charge.amount, currencyOf(charge))
  const sale: Movement[] = [{ source: charge.id, kind: 'sale', at, lines }]
  // [79 share] The whole charge is given to the partner, who pays the fee of it.
  if (transfer) {
    const given = move(PLATFORM, account, transfer.amount, currencyOf(transfer))
    sale.push({ source: transfer.id, kind: 'share', at, lines: given })
  }
  if (!balanceTransaction) return sale
  const { fee } = balanceTransaction
  const paid = move(PLATFORM, STRIPE, fee, currencyOf(balanceTransaction))
  return [...sale, { source: charge.id, kind: 'stripe_fee', at, lines: paid }]
}

function feesOf(fee: Stripe.ApplicationFee, account: string): Movement[] {
  const lines = move(account, PLATFORM, fee.amount, currencyOf(fee))
  return [
    { source: fee.id, kind: 'fee', at: timeOf(fee), lines },
    ...fee.refunds.data.map(
      (refund): Movement => ({
        source: refund.id,
        kind: 'fee_refund',
        at: timeOf(refund),
        lines: move(PLATFORM, account, refund.amount, currencyOf(refund)),
      }),
    ),
  ]
}

/** A refund that waits for the money to be there has not moved anything yet. */
function refundOf(refund: Stripe.Refund): Movement[] {
  if (!refund.balance_transaction) return []
  const at = timeOf(refund)
  const given = move(PLATFORM, BUYER, refund.amount, currencyOf(refund))
  const made: Movement = { source: refund.id, kind: 'refund', at, lines: given }
  if (!refund.failure_balance_transaction) return [made]
  const back = move(BUYER, PLATFORM, refund.amount, currencyOf(refund))
  return [made, { source: refund.id, kind: 'refund_failed', at, lines: back }]
}

/** What was given again is taken back, with the fee that was kept again. */
function reversalOfReturn(
  reversal: Stripe.TransferReversal,
  transfer: Stripe.Transfer,
  account: string,
): Movement[] {
  const at = timeOf(reversal)
  const currency = currencyOf(reversal)
  const fee = reversal.amount === transfer.amount ? feeOf(transfer) : 0
  const source = reversal.id
  return [
    { source, kind: 'reversal', at, lines: move(account, PLATFORM, reversal.amount + fee, currency) },
    { source, kind: 'fee_refund', at, lines: move(PLATFORM, account, fee, currency) },
  ]
}

function reversalOf(reversal: Stripe.TransferReversal, account: string): Movement {
  const lines = move(account, PLATFORM, reversal.amount, currencyOf(reversal))
  return { source: reversal.id, kind: 'reversal', at: timeOf(reversal), lines }
}

/** A dispute may take and give back money several times, each time with a fee or without. */
function disputeOf(transaction: Stripe.BalanceTransaction): Movement[] {
  const { id, amount, fee } = transaction
  const at = timeOf(transaction)
  const currency = currencyOf(transaction)
  const kind = amount < 0 ? 'dispute' : 'dispute_won'
  return [
    { source: id, kind, at, lines: move(PLATFORM, BUYER, -amount, currency) },
    { source: id, kind: 'dispute_fee', at, lines: move(PLATFORM, STRIPE, fee, currency) },
  ]
}

/** The partner is given all of it again, and pays the fee again: what is transferred is the difference. */
function returnOf(transfer: Stripe.Transfer, account: string): Movement[] {
  const at = timeOf(transfer)
  const currency = currencyOf(transfer)
  const fee = feeOf(transfer)
  const source = transfer.id
  return [
    { source, kind: 'return', at, lines: move(PLATFORM, account, transfer.amount + fee, currency) },
    { source, kind: 'fee', at, lines: move(account, PLATFORM, fee, currency) },
    ...transfer.reversals.data.flatMap(reversal => reversalOfReturn(reversal, transfer, account)),
  ]
}

/** The fee that was kept when a transfer was made, in minor units. */
function feeOf({ metadata }: Stripe.Transfer): number {
  return Number(metadata['fee'] ?? 0)
}

function currencyOf({ currency }: { currency: string }): string {
  return currency.toUpperCase()
}

/** When Stripe made something, from its seconds since the epoch. */
export function timeOf({ created }: { created: number }): Date {
  return new Date(created * 1_000)
}

/** The commands that made something at Stripe are named in its metadata. */
export function commandOf({ metadata }: { metadata: Stripe.Metadata | null }): string | null {
  return metadata?.['command'] ?? null
}
