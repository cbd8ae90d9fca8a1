import { beforeAll, describe, expect, it } from 'vitest'
import { newGuest, openContainer } from '../setup/faults/container.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { sendEvents } from '../setup/platform/payments-server.ts'
import { newSeller, newSoldReel, openCheckout, PRICE, pay, type Seller } from '../setup/selling/selling.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

describe('buying', () => {
  it('opens a checkout, and gives the same one again while it is open', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const first = await openCheckout(buyer, reelId)
    const { purchase } = expectOk(first)
    expect(first.status).toBe(201)
    expect(purchase).toMatchObject({
      status: 'open',
      price: PRICE,
      reel: { id: reelId, title: `Ocean waves ${reelId}` },
    })
    expect(purchase.checkout?.url).toContain('cs_test_')
    const second = await openCheckout(buyer, reelId)
    expect(second.status).toBe(200)
    expect(expectOk(second).purchase).toEqual(purchase)
  })

  it('is paid, entitled and refunded, as its events say', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id } = await pay(buyer, reelId)
    const params = { purchaseId: id }
    await sendEvents(id)
    const { purchase } = expectOk(await buyer.api.getPurchase({ params }))
    expect(purchase).toMatchObject({ status: 'paid', checkout: null })
    expect(purchase.receiptNumber).toMatch(/^R-\d{8}$/)
    expect(problemOf(await openCheckout(buyer, reelId))).toBe('409 AlreadyOwned')
    const refunded = expectOk(await buyer.api.refundPurchase({ params, body: { reason: 'changed_mind' } }))
    expect(refunded.purchase).toMatchObject({
      status: 'refunded',
      refund: { status: 'succeeded', amount: PRICE, reason: 'changed_mind' },
    })
    expect(expectOk(await openCheckout(buyer, reelId)).purchase.status).toBe('open')
  })
})
