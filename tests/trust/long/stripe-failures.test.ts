import { afterEach, beforeAll, describe, expect, inject, it } from 'vitest'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { StripeCommandModel } from '#domains/purchases/stripe-command-model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer } from '../../setup/faults/container.ts'
import { expectOk } from '../../setup/people/people.ts'
import { askPayments, listAtStripe, payCheckout, sendEvents } from '../../setup/platform/payments-server.ts'
import { chargeOf, refundsOf, rightTo, stored, sumOfPartner, transfersOf } from '../../setup/selling/books.ts'
import {
  newSeller,
  newSoldReel,
  openCheckout,
  pay,
  type Seller,
  sessionOf,
} from '../../setup/selling/selling.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
  await askPayments('topup', { amount: 1_000_000 })
})

/** Twice, because the client of Stripe tries twice. */
const FAULTS = [
  { fault: 'status', status: 500, times: 2 },
  { fault: 'status', status: 503, times: 1 },
  { fault: 'rate-limit', times: 2 },
  { fault: 'hang', times: 2 },
  { fault: 'cut', times: 2 },
  { fault: 'nonsense', times: 2 },
  { fault: 'nonsense', body: '{}', times: 2 },
  { fault: 'do-then-fail', times: 2 },
  { fault: 'do-then-cut', times: 2 },
  { fault: 'do-then-hang', times: 2 },
  { fault: 'cut-response', times: 2 },
] as const

const ids: string[] = []
afterEach(async () => {
  for (const id of ids.splice(0)) await fetch(`${inject('paymentsUrl')}/_faults/${id}`, { method: 'DELETE' })
})

async function meet(
  fault: (typeof FAULTS)[number],
  when: { method?: string; path: string; contains: string },
) {
  const { id } = await askPayments<{ id: string }>('faults', { ...fault, when })
  ids.push(id)
}

async function mend(): Promise<void> {
  for (const id of ids.splice(0)) await fetch(`${inject('paymentsUrl')}/_faults/${id}`, { method: 'DELETE' })
}

async function sold() {
  const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
  const sale = { buyer, reelId, ...(await pay(buyer, reelId)) }
  await sendEvents(sale.id)
  return { ...sale, charge: await chargeOf(sale.session) }
}

/** What an answer is, and whether it came in time. */
async function inTime<T>(work: Promise<T>): Promise<T> {
  const startedAt = performance.now()
  const answer = await work
  expect(performance.now() - startedAt).toBeLessThan(10_000)
  return answer
}

async function sweep(purchaseId: string): Promise<void> {
  await StripeCommandModel.updateMany(
    { purchase: purchaseId, state: 'due' },
    { $set: { notBefore: new Date(0) } },
  )
  await PurchaseModel.updateOne({ _id: purchaseId }, { $set: { checkAt: new Date(0) } })
  await runJob(settlePurchases)
}

async function sessionsOf(purchaseId: string): Promise<number> {
  const sessions = await listAtStripe<{ id: string; client_reference_id: string }>('/v1/checkout/sessions')
  return sessions.filter(each => each.client_reference_id === purchaseId).length
}

describe.each(FAULTS)(
  'if Stripe meets %o',
  fault => {
    it('[55] one checkout is opened', async () => {
      const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
      await meet(fault, { method: 'POST', path: '/v1/checkout/sessions', contains: seller.acct })
      const first = await inTime(openCheckout(buyer, reelId))
      if (!first.ok) expect(`${first.status} ${first.problem.code}`).toBe('502 PaymentsUnavailable')
      await mend()
      const { purchase } = expectOk(await inTime(openCheckout(buyer, reelId)))
      expect(await sessionsOf(purchase.id)).toBe(1)
      expect((await payCheckout(sessionOf(purchase.checkout?.url))).state).toBe('paid')
      await sendEvents(purchase.id)
      expect(await rightTo(buyer.id, reelId)).toBe('active')
    })

    it('[55] one checkout is closed', async () => {
      const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
      const { purchase } = expectOk(await openCheckout(buyer, reelId))
      const params = { purchaseId: purchase.id }
      const session = sessionOf(purchase.checkout?.url)
      await meet(fault, { method: 'POST', path: '/expire', contains: session })
      const first = await inTime(buyer.api.cancelPurchase({ params }))
      if (!first.ok) expect(`${first.status} ${first.problem.code}`).toBe('502 PaymentsUnavailable')
      await mend()
      expectOk(await inTime(buyer.api.cancelPurchase({ params })))
      expect((await payCheckout(session)).state).toBe('over')
      expect((await stored(purchase.id)).status).toBe('canceled')
    })

    it('[55] the money goes back once', async () => {
      const sale = await sold()
      await meet(fault, { method: 'POST', path: '/v1/refunds', contains: sale.id })
      const body = { reason: 'other' } as const
      expectOk(await inTime(sale.buyer.api.refundPurchase({ params: { purchaseId: sale.id }, body })))
      await mend()
      await sweep(sale.id)
      const { status, paymentIntent } = await stored(sale.id)
      expect(status).toBe('refunded')
      expect(await refundsOf(paymentIntent)).toHaveLength(1)
      expect(await sumOfPartner(sale.id)).toBe(0)
    })

    it('[55] the share of the partner is taken back once', async () => {
      const sale = await sold()
      await meet(fault, { method: 'POST', path: '/reversals', contains: sale.id })
      await askPayments('disputes', { charge: sale.charge })
      await inTime(sendEvents(sale.charge, { types: ['charge.dispute.created'] }))
      await mend()
      await sweep(sale.id)
      const transfers = await transfersOf(sale.id)
      expect(transfers.map(({ amount, amount_reversed }) => `${amount}-${amount_reversed}`)).toEqual([
        '499-499',
      ])
      expect(await sumOfPartner(sale.id)).toBe(0)
    })

    // Stripe itself refuses a second refund of a whole payment, but not a second transfer.
    it('[55] the share of the partner is given back once', async () => {
      const sale = await sold()
      const dispute = await askPayments<{ id: string }>('disputes', { charge: sale.charge })
      await sendEvents(sale.charge)
      await meet(fault, { method: 'POST', path: '/v1/transfers', contains: sale.id })
      await askPayments('dispute-status', { dispute: dispute.id, status: 'won' })
      await inTime(sendEvents(sale.charge))
      await mend()
      await sweep(sale.id)
      const transfers = await transfersOf(sale.id)
      expect(transfers.map(({ amount, amount_reversed }) => `${amount}-${amount_reversed}`).sort()).toEqual([
        '424-0',
        '499-499',
      ])
      expect(await sumOfPartner(sale.id)).toBe(424)
    })
  },
  120_000,
)
