import mongoose from 'mongoose'
import { inject } from 'vitest'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import { type LedgerEntry, LedgerEntryModel } from '#domains/ledger/model.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { askStripe } from '../platform/payments-server.ts'

/** What is known of a purchase. */
export async function stored(purchaseId: string): Promise<Purchase> {
  const purchase = await PurchaseModel.findById(purchaseId).lean<Purchase>()
  if (!purchase) throw new Error('There is no such purchase')
  return purchase
}

/** The state of the right that a user has to a reel. */
export async function rightTo(userId: string, reelId: string): Promise<string> {
  const right = await EntitlementModel.findById(`${userId}:${reelId}`).lean()
  return right?.state ?? 'none'
}

/** The entries of a purchase, as text, without the ids of Stripe: `refund platform -499 USD, buyer 499 USD`. */
export async function bookOf(purchaseId: string): Promise<string[]> {
  const entries = await entriesOf({ purchase: new mongoose.Types.ObjectId(purchaseId) })
  return entries
    .map(({ kind, lines }) => {
      const shown = lines.map(({ account, amount }) => `${account.replace(/:.*/, '')} ${amount}`)
      return `${kind}: ${shown.join(', ')}`
    })
    .sort()
}

function entriesOf(filter: { purchase?: mongoose.Types.ObjectId; partner?: mongoose.Types.ObjectId }) {
  return LedgerEntryModel.find(filter).lean<LedgerEntry[]>()
}

/** What each account has gained, in minor units, by account and currency. */
export function sumsOf(entries: readonly LedgerEntry[]): Record<string, number> {
  const sums: Record<string, number> = {}
  for (const { lines } of entries) {
    for (const { account, amount, currency } of lines) {
      const key = `${account} ${currency}`
      sums[key] = (sums[key] ?? 0) + amount
    }
  }
  return sums
}

interface List<Item> {
  data: Item[]
}

/** The refunds at Stripe of a payment. */
export async function refundsOf(paymentIntent: string | null) {
  const found = await askStripe(`/v1/refunds?limit=100&payment_intent=${paymentIntent}`)
  const list: List<{ id: string; amount: number; status: string }> = JSON.parse(JSON.stringify(found))
  return list.data
}

/** The transfers at Stripe of a purchase, with what was reversed of each. */
export async function transfersOf(purchaseId: string) {
  const found = await askStripe(`/v1/transfers?limit=100&transfer_group=${purchaseId}`)
  const list: List<{ amount: number; amount_reversed: number; source_transaction: string | null }> =
    JSON.parse(JSON.stringify(found))
  return list.data
}

/** How often Stripe was asked to open a session for a purchase, or for a reel whose title has its id. */
export async function openedSessions(contains: string): Promise<number> {
  const answer = await fetch(`${inject('paymentsUrl')}/_requests?contains=${encodeURIComponent(contains)}`)
  const requests: { method: string; url: string; status: number | null }[] = JSON.parse(await answer.text())
  return requests.filter(({ method, url }) => method === 'POST' && url === '/v1/checkout/sessions').length
}

/** The charge that paid a session. */
export async function chargeOf(session: string): Promise<string> {
  const found = await askStripe(`/v1/checkout/sessions/${session}?expand[0]=payment_intent`)
  const { payment_intent }: { payment_intent: { latest_charge: string } } = JSON.parse(JSON.stringify(found))
  return payment_intent.latest_charge
}

/** What is left of a purchase in the end, without ids and times. */
export async function endOf({ id, buyer, reelId }: { id: string; buyer: { id: string }; reelId: string }) {
  const { status, refundedAmount, paid } = await stored(id)
  const right = await rightTo(buyer.id, reelId)
  return { status, refundedAmount, paid: paid?.amount, right, book: await bookOf(id) }
}

/** What the partner has of a purchase, as the ledger says. */
export async function sumOfPartner(purchaseId: string): Promise<number> {
  const sums = sumsOf(await entriesOf({ purchase: new mongoose.Types.ObjectId(purchaseId) }))
  return Object.entries(sums).reduce(
    (sum, [key, amount]) => (key.startsWith('partner:') ? sum + amount : sum),
    0,
  )
}

/** What an account has at Stripe, available or not. */
export async function balanceOf(account: string, currency: string): Promise<number> {
  const found = await askStripe('/v1/balance', { account })
  const { available, pending }: Record<string, { amount: number; currency: string }[]> = JSON.parse(
    JSON.stringify(found),
  )
  return [...(available ?? []), ...(pending ?? [])].reduce(
    (sum, each) => (each.currency === currency ? sum + each.amount : sum),
    0,
  )
}
