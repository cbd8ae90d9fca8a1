import mongoose from 'mongoose'
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import { type LedgerEntry, LedgerEntryModel } from '#domains/ledger/model.ts'
import { type Purchase, PurchaseModel } from '#domains/purchases/model.ts'
import { reconcile } from '#domains/purchases/reconciliation.ts'
import { StripeCommandModel } from '#domains/purchases/stripe-command-model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { type Guest, newGuests, openContainer, ownDatabase } from '../../setup/faults/container.ts'
import { expectOk } from '../../setup/people/people.ts'
import { askPayments, askStripe, listAtStripe, payCheckout } from '../../setup/platform/payments-server.ts'
import { chance } from '../../setup/reports/seed.ts'
import { balanceOf, chargeOf, sumsOf } from '../../setup/selling/books.ts'
import { newSeller, newSoldReel, openCheckout, type Seller, sessionOf } from '../../setup/selling/selling.ts'
import { deliver, eventsAbout } from '../../setup/selling/stripe-events.ts'
import '../../setup/reports/seen.ts'

const MINUTE = 60_000
const PURCHASES = 1_000
/** Some want a reel that they have already: then there is no purchase. */
const ATTEMPTS = 1_150
const AT_ONCE = 4
const PRICES = [
  { amount: 499, currency: 'USD' },
  { amount: 50, currency: 'USD' },
  { amount: 1_999, currency: 'EUR' },
  { amount: 1_200, currency: 'JPY' },
]
const CARDS = [
  '4242424242424242',
  '4000000000000077',
  '4000000000000077',
  '4000000000005126',
  '4000000000000002',
  'bank',
]
const FAULTS = ['status', 'cut', 'do-then-cut', 'do-then-fail', 'rate-limit', 'nonsense'] as const

let own: Awaited<ReturnType<typeof ownDatabase>>
let sellers: Seller[]
beforeAll(async () => {
  own = await ownDatabase()
  await openContainer({ MONGODB_URI: own.uri })
  sellers = await Promise.all(Array.from({ length: 5 }, newSeller))
  for (const currency of ['usd', 'eur', 'jpy']) await askPayments('topup', { amount: 10_000_000, currency })
}, MINUTE)
afterAll(async () => {
  await fetch(`${inject('paymentsUrl')}/_faults`, { method: 'DELETE' })
  await disconnectDatabase()
  await own.close()
})

interface Shop {
  buyers: Guest[]
  reels: { id: string; price: (typeof PRICES)[number] }[]
}

/** One attempt to buy, and what may come of it. Nothing that fails on the way matters: the sweep comes later. */
async function story({ buyers, reels }: Shop, name: string): Promise<void> {
  const { next, one } = chance(name)
  const [buyer, reel] = [one(buyers), one(reels)]
  // The limits are another row's.
  await own.db.collection('rateLimits').deleteMany({})
  if (next() < 0.2) {
    const when = { method: 'POST', contains: one(sellers).acct }
    await askPayments('faults', { fault: one(FAULTS), times: 2, when })
  }
  const answer = await openCheckout(buyer, reel.id, reel.price)
  if (!answer.ok) return
  const { purchase } = answer.data
  const session = sessionOf(purchase.checkout?.url)
  if (session === '') return
  if (next() < 0.1) {
    await buyer.api.cancelPurchase({ params: { purchaseId: purchase.id } })
    return
  }
  const card = one(CARDS)
  const { state } = await payCheckout(session, { card })
  if (next() < 0.5) for (const event of await eventsAbout(purchase.id)) await deliver(event)
  if (state !== 'paid' || card === 'bank') return
  const charge = await chargeOf(session)
  if (!charge) return
  const turn = next()
  const part = Math.ceil(reel.price.amount / 3)
  if (turn < 0.15) await refund(buyer, purchase.id)
  else if (turn < 0.25) await refund(one(sellers), purchase.id)
  else if (turn < 0.32) await askPayments('dashboard-refund', { charge })
  else if (turn < 0.38) await askPayments('dashboard-refund', { charge, amount: part })
  else if (turn < 0.5) await dispute(charge, one(['won', 'lost', 'needs_response']), next() < 0.3)
  if (next() < 0.05) await askPayments('payouts', { account: one(sellers).acct })
  if (next() < 0.5) for (const event of await eventsAbout(purchase.id, charge)) await deliver(event)
}

function refund(who: Guest, purchaseId: string) {
  return who.api.refundPurchase({ params: { purchaseId }, body: { reason: 'other' } })
}

async function dispute(charge: string, end: string, isInquiry: boolean): Promise<void> {
  const { id } = await askPayments<{ id: string }>('disputes', { charge, inquiry: isInquiry })
  if (!isInquiry) await askPayments('dispute-status', { dispute: id, status: end })
}

/** Lets every slow payment succeed or fail now: otherwise it would do so while the books are compared. */
async function endDebits(): Promise<void> {
  const slow = await PurchaseModel.find({ status: 'processing' }).lean<Purchase[]>()
  for (const [index, { paymentIntent }] of slow.entries()) {
    await askPayments('debits', { payment_intent: paymentIntent, paid: index % 2 === 0 })
  }
}

/** Until nothing is left to do. */
async function settleAll(): Promise<void> {
  await fetch(`${inject('paymentsUrl')}/_faults`, { method: 'DELETE' })
  for (let round = 0; round < 40; round += 1) {
    await StripeCommandModel.updateMany({ state: 'due' }, { $set: { notBefore: new Date(0) } })
    await PurchaseModel.updateMany({ openingUntil: { $ne: null } }, { $set: { openingUntil: null } })
    const due = await PurchaseModel.updateMany(
      { status: { $in: ['open', 'processing', 'refunding'] }, ...(round > 3 && { version: -1 }) },
      { $set: { checkAt: new Date(0) } },
    )
    const { settled = 0, owed = 0, failed = 0 } = await runJob(settlePurchases)
    if (settled + owed + failed === 0 && due.matchedCount === 0) return
  }
}

describe(`${PURCHASES} random purchases, with faults`, () => {
  it(
    '[79] leave books that add up, equal to the balances at Stripe, and the right rights',
    async ({ task }) => {
      const buyers = await newGuests('user', 120)
      const reels = await Promise.all(
        Array.from({ length: 60 }, async (_, index) => {
          const price = PRICES[index % PRICES.length] ?? { amount: 499, currency: 'USD' }
          return { id: await newSoldReel(sellers[index % sellers.length]?.id ?? '', price), price }
        }),
      )
      const left = Array.from({ length: ATTEMPTS }, (_, index) => index)
      async function worker(): Promise<void> {
        for (let index = left.shift(); index !== undefined; index = left.shift()) {
          await story({ buyers, reels }, `purchase ${index}`).catch((error: unknown) => {
            // What cannot be done to a payment, such as a dispute about one that is not there yet.
            if (!String(error).includes('The payments server refuses')) throw error
          })
        }
      }
      await Promise.all(Array.from({ length: AT_ONCE }, worker))
      await settleAll()
      await endDebits()
      await settleAll()
      // What no event has told is found by comparing the ledger with the balance, a while later.
      const later = new Date(Date.now() + 15 * MINUTE)
      await reconcile(later, Date.now() + 5 * MINUTE)
      await settleAll()
      const { compared, differences } = await reconcile(later, Date.now() + 5 * MINUTE)
      expect(differences).toBe(0)
      const purchases = await PurchaseModel.find().lean<Purchase[]>()
      expect(purchases.length).toBeGreaterThanOrEqual(PURCHASES)
      await expectBooks()
      await expectRights(purchases)
      const ends = Object.entries(Object.groupBy(purchases, ({ status }) => status)).map(
        ([status, some]) => `${some?.length} ${status}`,
      )
      task.meta.seen = `${purchases.length} purchases: ${ends.join(', ')}; ${compared} movements compared, 0 differences`
    },
    15 * MINUTE,
  )
})

async function expectBooks(): Promise<void> {
  const entries = await LedgerEntryModel.find().lean<LedgerEntry[]>()
  for (const entry of entries) {
    const sums = new Map<string, number>()
    for (const { amount, currency } of entry.lines) sums.set(currency, (sums.get(currency) ?? 0) + amount)
    expect(
      [...sums.values()].every(sum => sum === 0),
      entry._id,
    ).toBe(true)
  }
  for (const { id, acct } of sellers) {
    const ofPartner = entries.filter(({ partner }) => partner.equals(new mongoose.Types.ObjectId(id)))
    const sums = sumsOf(ofPartner)
    for (const currency of ['USD', 'EUR', 'JPY']) {
      const kept =
        (await balanceOf(acct, currency.toLowerCase())) + (await paidOut(acct, currency.toLowerCase()))
      expect(sums[`partner:${id} ${currency}`] ?? 0, `${acct} ${currency}`).toBe(kept)
    }
  }
}

async function paidOut(account: string, currency: string): Promise<number> {
  const { data }: { data: { amount: number; currency: string; status: string }[] } = JSON.parse(
    JSON.stringify(await askStripe('/v1/payouts?limit=100', { account })),
  )
  return data
    .filter(each => each.currency === currency && each.status !== 'failed' && each.status !== 'canceled')
    .reduce((sum, { amount }) => sum + amount, 0)
}

const STATES: Partial<Record<Purchase['status'], string>> = {
  paid: 'active',
  refunding: 'suspended',
  disputed: 'suspended',
  open: 'claimed',
  processing: 'claimed',
}

async function expectRights(purchases: readonly Purchase[]): Promise<void> {
  const rights = await EntitlementModel.find().lean()
  const stateOf = new Map(rights.map(({ _id, state }) => [_id, state]))
  const byPair = Map.groupBy(purchases, ({ user, reel }) => `${user}:${reel}`)
  for (const [pair, some] of byPair) {
    const wanted = some.flatMap(({ status, refund: asked }) => {
      const state = STATES[status]
      return state && asked?.by !== 'platform' ? [state] : []
    })
    const state = stateOf.get(pair) ?? 'none'
    const shown = `${pair}: ${some.map(({ status }) => status).join(', ')}, ${state}`
    if (wanted.length === 0) expect(['none', 'ended'], shown).toContain(state)
    else expect(wanted, shown).toContain(state)
    // Nobody has paid twice for one reel.
    expect(some.filter(({ status }) => status === 'paid').length, shown).toBeLessThanOrEqual(1)
  }
}

/** The purchases that a session at Stripe names, one for each session. */
async function sessionsOf(purchaseIds: readonly string[]): Promise<string[]> {
  const wanted = new Set(purchaseIds)
  const sessions = await listAtStripe<{ id: string; client_reference_id: string }>('/v1/checkout/sessions')
  return sessions.map(each => each.client_reference_id).filter(id => wanted.has(id))
}

describe('200 buyers of one reel at once', () => {
  it(
    '[84] get a checkout each, pay, and have the reel',
    async ({ task }) => {
      const [seller] = sellers
      const reelId = await newSoldReel(seller?.id ?? '')
      const buyers = await newGuests('user', 200)
      await own.db.collection('rateLimits').deleteMany({})
      const startedAt = performance.now()
      const opened = await Promise.all(buyers.map(buyer => openCheckout(buyer, reelId)))
      const atFirst = opened.filter(({ ok }) => ok).length
      // All of them share one process here. Who waits for too long asks again, as a person does.
      for (const [index, buyer] of buyers.entries()) {
        if (!opened[index]?.ok) opened[index] = await openCheckout(buyer, reelId)
      }
      const milliseconds = Math.round(performance.now() - startedAt)
      const purchases = opened.map(answer => expectOk(answer).purchase)
      expect((await sessionsOf(purchases.map(({ id }) => id))).length).toBe(200)
      expect(new Set(purchases.map(({ checkout }) => checkout?.url)).size).toBe(200)
      for (const [index, { id, checkout }] of purchases.entries()) {
        await payCheckout(sessionOf(checkout?.url))
        await buyers[index]?.api.refreshPurchase({ params: { purchaseId: id } })
      }
      await settleAll()
      const settled = await PurchaseModel.find({ reel: reelId }).lean<Purchase[]>()
      expect(settled.map(({ status }) => status)).toEqual(Array(200).fill('paid'))
      const numbers = settled
        .map(({ receiptNumber }) => Number(receiptNumber?.slice(2)))
        .sort((a, b) => a - b)
      expect(Number(numbers.at(-1)) - Number(numbers[0])).toBe(199)
      expect(await EntitlementModel.countDocuments({ reel: reelId, state: 'active' })).toBe(200)
      task.meta.seen = `200 checkouts in ${milliseconds} ms, ${atFirst} of them at the first attempt, 200 paid, 200 rights, 200 receipts without a gap`
    },
    5 * MINUTE,
  )

  it(
    '[84] and one buyer, 50 times at once, gets one',
    async () => {
      const [seller] = sellers
      const reelId = await newSoldReel(seller?.id ?? '')
      const [buyer] = await newGuests('user', 1)
      if (!buyer) throw new Error('There is no buyer')
      await own.db.collection('rateLimits').deleteMany({})
      const answers = await Promise.all(Array.from({ length: 50 }, () => openCheckout(buyer, reelId)))
      const ids = new Set(answers.map(answer => expectOk(answer).purchase.id))
      expect(ids.size).toBe(1)
      expect(await sessionsOf([...ids])).toHaveLength(1)
    },
    MINUTE,
  )
})
