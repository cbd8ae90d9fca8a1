import type { Context } from '../protocol/context.ts'
import type { BalanceTransaction } from '../storage/balance-objects.ts'
import { newId } from '../storage/ids.ts'

/** Where money is that no balance holds. `transfers` and `fees` are between two balances and therefore empty. */
type Outside = 'buyers' | 'stripe' | 'banks' | 'transfers' | 'fees'

interface Movement {
  owner: string
  type: string
  /** Into the balance if it is positive. */
  amount: number
  currency: string
  source: string | null
  /** Where the amount comes from or goes to. */
  against: Outside
  /** What is taken off the amount, and given back if it is negative. */
  fee?: { amount: number; type: 'stripe_fee' | 'application_fee' }
  /** Unix seconds; now if left out. */
  availableOn?: number
  description?: string | null
}

/**
 * Moves money into a balance or out of it, and records the balance transaction. Every movement adds as much to one side as
 * it takes from the other, so all accounts together always hold nothing.
 */
export function move(movement: Movement, { records, clock }: Context): BalanceTransaction {
  const { owner, type, amount, currency, source, against, fee, description = null } = movement
  const now = clock.seconds()
  const availableOn = movement.availableOn ?? now
  const taken = fee?.amount ?? 0
  const transaction: BalanceTransaction = {
    id: newId('txn'),
    object: 'balance_transaction',
    amount,
    available_on: availableOn,
    balance_type: 'payments',
    created: now,
    currency,
    description,
    exchange_rate: null,
    fee: taken,
    fee_details:
      fee === undefined || taken === 0
        ? []
        : [
            {
              amount: taken,
              currency,
              description: fee.type === 'stripe_fee' ? 'Stripe processing fees' : 'Application fee',
              type: fee.type,
            },
          ],
    net: amount - taken,
    reporting_category: CATEGORIES[type] ?? type,
    source,
    type,
    internal: { payout: null },
  }
  records.save(transaction, owner)
  records.enter(transaction.id, owner, currency, amount - taken, availableOn)
  records.enter(transaction.id, against, currency, -amount, now)
  if (fee !== undefined && taken !== 0) {
    records.enter(transaction.id, fee.type === 'stripe_fee' ? 'stripe' : 'fees', currency, taken, now)
  }
  return transaction
}

const CATEGORIES: Record<string, string> = {
  payment: 'charge',
  application_fee: 'platform_earning',
  application_fee_refund: 'platform_earning_refund',
  transfer_refund: 'transfer_reversal',
  payment_refund: 'refund',
  refund_failure: 'refund_failure',
  payout_failure: 'payout_reversal',
  adjustment: 'dispute',
}

/** All that a balance holds in a currency, available or not. */
export function balanceOf(owner: string, currency: string, { records, clock }: Context): number {
  const found = records.balances(owner, clock.seconds()).find(balance => balance.currency === currency)
  return found === undefined ? 0 : found.available + found.pending
}
