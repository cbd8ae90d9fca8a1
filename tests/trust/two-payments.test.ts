import { beforeAll, describe, expect, it } from 'vitest'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { type Guest, newGuest, openContainer } from '../setup/faults/container.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { payCheckout, sendEvents } from '../setup/platform/payments-server.ts'
import { refundsOf, rightTo, stored, sumOfPartner } from '../setup/selling/books.ts'
import {
  newSeller,
  newSoldReel,
  openCheckout,
  PRICE,
  type Seller,
  sessionOf,
} from '../setup/selling/selling.ts'

const DEARER = { amount: 999, currency: 'USD' }

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

interface Opened {
  id: string
  session: string
}

async function open(buyer: Guest, reelId: string, price = PRICE): Promise<Opened> {
  const { purchase } = expectOk(await openCheckout(buyer, reelId, price))
  return { id: purchase.id, session: sessionOf(purchase.checkout?.url) }
}

async function makeDearer(reelId: string): Promise<void> {
  await ReelModel.updateOne({ _id: reelId }, { $set: { price: DEARER } })
}

/** Opens a second checkout at Stripe although the first is open: as if closing it had been lost. */
async function openBoth(buyer: Guest, reelId: string) {
  const first = await open(buyer, reelId)
  await makeDearer(reelId)
  // The first one is not closed at Stripe, but it is here.
  await PurchaseModel.updateOne({ _id: first.id }, { $set: { status: 'expired' } })
  const second = await open(buyer, reelId, DEARER)
  return { first, second }
}

describe('two checkouts of one reel', () => {
  it('[52] at two prices: the first one is closed before the second one is opened', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const first = await open(buyer, reelId)
    await makeDearer(reelId)
    const second = await open(buyer, reelId, DEARER)
    expect(second.id).not.toBe(first.id)
    expect((await payCheckout(first.session)).state).toBe('over')
    expect((await payCheckout(second.session)).state).toBe('paid')
    await Promise.all([first, second].map(({ id }) => sendEvents(id)))
    expect([(await stored(first.id)).status, (await stored(second.id)).status]).toEqual(['canceled', 'paid'])
  })

  it('[52] the second one is not opened if the first was paid in between', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const first = await open(buyer, reelId)
    await makeDearer(reelId)
    await payCheckout(first.session)
    expect(problemOf(await openCheckout(buyer, reelId, DEARER))).toBe('409 AlreadyOwned')
    expect(await rightTo(buyer.id, reelId)).toBe('active')
  })

  it.each([
    ['the first, then the second', ['first', 'second'] as const],
    ['the second, then the first', ['second', 'first'] as const],
  ])('[52] that are both paid (%s) give one right, and the other payment goes back', async (_, order) => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const opened = await openBoth(buyer, reelId)
    for (const which of order) expect((await payCheckout(opened[which].session)).state).toBe('paid')
    for (const which of order) await sendEvents(opened[which].id)
    await runJob(settlePurchases)
    const [kept, back] = [await stored(opened[order[0]].id), await stored(opened[order[1]].id)]
    expect([kept.status, back.status]).toEqual(['paid', 'refunded'])
    expect(back.refund).toMatchObject({ by: 'platform', reason: 'duplicate', status: 'succeeded' })
    expect(await refundsOf(back.paymentIntent)).toEqual([
      expect.objectContaining({ amount: back.price.amount, status: 'succeeded' }),
    ])
    expect(await refundsOf(kept.paymentIntent)).toEqual([])
    expect(await rightTo(buyer.id, reelId)).toBe('active')
    expect(await sumOfPartner(String(back._id))).toBe(0)
  })

  it('[52] that are paid and settled at the same moment give one right', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { first, second } = await openBoth(buyer, reelId)
    await Promise.all([payCheckout(first.session), payCheckout(second.session)])
    await Promise.all([first, second].map(({ id }) => sendEvents(id, { atOnce: true, times: 3 })))
    await runJob(settlePurchases)
    const ends = await Promise.all([first, second].map(async ({ id }) => (await stored(id)).status))
    expect(ends.sort()).toEqual(['paid', 'refunded'])
    expect(await rightTo(buyer.id, reelId)).toBe('active')
  })

  it('[52] of which one is paid late: the other one is closed', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { first, second } = await openBoth(buyer, reelId)
    await payCheckout(first.session)
    await sendEvents(first.id)
    await runJob(settlePurchases)
    expect((await payCheckout(second.session)).state).toBe('over')
    expect([(await stored(first.id)).status, (await stored(second.id)).status]).toEqual(['paid', 'canceled'])
  })
})
