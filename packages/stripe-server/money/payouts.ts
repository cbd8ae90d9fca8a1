import * as z from 'zod'
import { accountOf } from '../accounts/accounts.ts'
import type { Context } from '../protocol/context.ts'
import * as p from '../protocol/parameters.ts'
import { invalid, missing } from '../protocol/refusals.ts'
import type { BalanceTransaction, Payout } from '../storage/balance-objects.ts'
import { newId } from '../storage/ids.ts'
import { PLATFORM } from '../storage/objects.ts'
import { isCurrency } from './currencies.ts'
import { move } from './ledger.ts'
import { schedulePayout } from './payout-days.ts'

/** The body of `POST /v1/payouts`. */
export const NewPayout = z.strictObject({
  amount: p.amount,
  currency: p.text,
  description: p.text.optional(),
  metadata: p.metadata.optional(),
  expand: p.expand,
})

const DAY = 24 * 3600

/** Bank accounts that refuse payouts. https://docs.stripe.com/connect/testing#account-numbers */
const FAILING: Record<string, { code: string; message: string }> = {
  '000111111116': { code: 'no_account', message: 'No account could be found with this number.' },
  '000111111113': { code: 'account_closed', message: 'The bank account has been closed.' },
  '000222222227': { code: 'no_account', message: 'No account could be found with this number.' },
  '000333333335': { code: 'account_closed', message: 'The bank account has been closed.' },
}

export function createPayout(given: z.infer<typeof NewPayout>, owner: string, context: Context): Payout {
  const currency = given.currency.toLowerCase()
  if (!isCurrency(currency)) throw invalid(`Invalid currency: ${given.currency}`, { param: 'currency' })
  const balances = context.records.balances(owner, context.clock.seconds())
  const available = balances.find(balance => balance.currency === currency)?.available ?? 0
  if (given.amount === 0) throw invalid('Invalid positive integer', { param: 'amount' })
  if (available < given.amount) {
    throw invalid(
      'You have insufficient funds in your Stripe account for this transfer. Your card balance is too low.',
      { code: 'balance_insufficient' },
    )
  }
  return payOut({ owner, amount: given.amount, currency, automatic: false }, given, context)
}

/** Pays out what is available in an account, in each currency. */
export function payOutDaily(account: string, context: Context): void {
  const { payoutsAreManual, status, bankAccount } = accountOf(account, context)
  if (payoutsAreManual || status !== 'active' || bankAccount === null) {
    // Once it is in order again, it is paid.
    schedulePayout(account, context.clock.seconds(), context)
    return
  }
  for (const { currency, available } of context.records.balances(account, context.clock.seconds())) {
    if (available > 0) payOut({ owner: account, amount: available, currency, automatic: true }, {}, context)
  }
}

interface PayingOut {
  owner: string
  amount: number
  currency: string
  automatic: boolean
}

function payOut(
  { owner, amount, currency, automatic }: PayingOut,
  { description, metadata }: { description?: string | undefined; metadata?: Payout['metadata'] | undefined },
  context: Context,
): Payout {
  const { records, clock, events } = context
  const id = newId('po')
  const covered = automatic ? notPaidOut(owner, currency, context) : []
  const out = move(
    { owner, type: 'payout', amount: -amount, currency, source: id, against: 'banks' },
    context,
  )
  const bank = owner === PLATFORM ? null : (records.get('v2.core.account', owner)?.bankAccount ?? null)
  const payout: Payout = {
    id,
    object: 'payout',
    amount,
    arrival_date: (Math.floor(clock.seconds() / DAY) + 1) * DAY,
    automatic,
    balance_transaction: out.id,
    created: clock.seconds(),
    currency,
    description: description ?? (automatic ? 'STRIPE PAYOUT' : null),
    destination: `ba_${owner.replace(/^acct_/, '')}`,
    failure_balance_transaction: null,
    failure_code: null,
    failure_message: null,
    livemode: false,
    metadata: metadata ?? {},
    method: 'standard',
    reconciliation_status: automatic ? 'completed' : 'not_applicable',
    source_type: 'card',
    statement_descriptor: null,
    status: 'in_transit',
    type: 'bank_account',
    internal: { failsWith: bank !== null && bank in FAILING ? bank : null },
  }
  records.save(payout, owner)
  for (const transaction of automatic ? [...covered, out] : []) {
    records.save({ ...transaction, internal: { payout: id } }, owner)
  }
  records.schedule(payout.arrival_date, 'end-payout', id)
  events.record('payout.created', payout, owner)
  if (automatic) events.record('payout.reconciliation_completed', payout, owner)
  return payout
}

function notPaidOut(owner: string, currency: string, { records, clock }: Context): BalanceTransaction[] {
  const now = clock.seconds()
  return records
    .list('balance_transaction', owner)
    .filter(
      transaction =>
        transaction.currency === currency &&
        transaction.internal.payout === null &&
        transaction.available_on <= now,
    )
}

/** A payout arrives, or comes back. Fails with the code of `failure` if there is one. */
export function endPayout(id: string, failure: string | null, context: Context): Payout {
  const { records, events } = context
  const found = records.find(id)
  const payout = records.get('payout', id)
  if (found === null || payout === null) throw missing('payout', id)
  if (payout.status !== 'in_transit' && payout.status !== 'paid') return payout
  if (failure === null) {
    const paid: Payout = { ...payout, status: 'paid' }
    records.save(paid, found.owner)
    events.record('payout.paid', paid, found.owner)
    return paid
  }
  const back = move(
    {
      owner: found.owner,
      type: 'payout_failure',
      amount: payout.amount,
      currency: payout.currency,
      source: id,
      against: 'banks',
    },
    context,
  )
  const failed: Payout = {
    ...payout,
    status: 'failed',
    failure_balance_transaction: back.id,
    failure_code: failure,
    failure_message:
      Object.values(FAILING).find(({ code }) => code === failure)?.message ?? 'The bank refused the payout.',
  }
  records.save(failed, found.owner)
  events.record('payout.failed', failed, found.owner)
  return failed
}

/** A payout that is due to arrive. */
export function endDuePayout(id: string, context: Context): void {
  const payout = context.records.get('payout', id)
  if (payout === null || payout.status !== 'in_transit') return
  endPayout(id, FAILING[payout.internal.failsWith ?? '']?.code ?? null, context)
}
