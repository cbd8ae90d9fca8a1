import { acctOf } from '#domains/payouts/payable.ts'
import type { Balance, Payout } from '#domains/payouts/schemas.ts'
import type { Page, PageRequest } from '#shared/contract/page.ts'
import { decodeReference, encodeReference } from '#shared/contract/paginate.ts'
import { isRefusal, type Refusal, refuse } from '#shared/contract/refusal.ts'
import { reachStripe, stripeRefusal } from '#shared/runtime/stripe.ts'

/**
 * What a partner has at Stripe, in each currency.
 * @throws Outage if Stripe does not answer
 */
export async function readBalance(partnerId: string): Promise<Balance> {
  const acct = await acctOf(partnerId)
  if (acct === null) return { available: [], pending: [], owed: [] }
  const { available, pending } = await reachStripe(stripe =>
    stripe.balance.retrieve({}, { stripeContext: acct }),
  )
  const [has, comes] = [available, pending].map(totalsOf)
  return {
    available: (has ?? []).filter(({ amount }) => amount > 0),
    pending: (comes ?? []).filter(({ amount }) => amount !== 0),
    owed: (has ?? []).filter(({ amount }) => amount < 0).map(total => ({ ...total, amount: -total.amount })),
  }
}

const STATUSES = ['pending', 'in_transit', 'paid', 'failed', 'canceled'] as const

/**
 * A page of what Stripe has paid to the bank of a partner, latest first.
 * @throws Outage if Stripe does not answer
 */
export async function readPayouts(
  partnerId: string,
  { limit, cursor }: PageRequest,
): Promise<Page<Payout> | Refusal<'InvalidCursor'>> {
  const list = JSON.stringify(['payouts', partnerId])
  const after = cursor === undefined ? null : decodeReference(list, cursor)
  if (isRefusal(after)) return after
  const acct = await acctOf(partnerId)
  if (acct === null) return { items: [], nextCursor: null }
  const found = await payoutsAt(acct, limit, after)
  if (!found) return refuse('InvalidCursor')
  const last = found.data.at(-1)
  return {
    items: found.data.map(payout => ({
      id: payout.id,
      amount: totalOf(payout),
      status: STATUSES.find(status => status === payout.status) ?? 'pending',
      arrivesAt: new Date(payout.arrival_date * 1_000).toISOString(),
      failure:
        payout.failure_code === null
          ? null
          : { code: payout.failure_code, detail: payout.failure_message ?? '' },
    })),
    nextCursor: found.has_more && last ? encodeReference(list, last.id) : null,
  }
}

/** Null if Stripe does not know where the page before has ended, as after another account was set up. */
async function payoutsAt(acct: string, limit: number, after: string | null) {
  const request = { limit, ...(after !== null && { starting_after: after }) }
  try {
    return await reachStripe(stripe => stripe.payouts.list(request, { stripeContext: acct }))
  } catch (error) {
    if (after !== null && stripeRefusal(error)) return null
    throw error
  }
}

function totalsOf(amounts: readonly { amount: number; currency: string }[]) {
  return amounts.map(totalOf).sort((a, b) => (a.currency < b.currency ? -1 : 1))
}

/** Stripe writes currencies in small letters. */
function totalOf({ amount, currency }: { amount: number; currency: string }) {
  return { amount, currency: currency.toUpperCase() }
}
