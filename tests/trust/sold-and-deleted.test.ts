import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { deleteAccount } from '#domains/deletion/accounts.ts'
import { claimRight } from '#domains/entitlements/changing.ts'
import { deleteMedia } from '#functions/jobs/delete-media.ts'
import { removeOrphans } from '#functions/jobs/remove-orphans.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer } from '../setup/faults/container.ts'
import { expectOk, newPartner, problemOf } from '../setup/people/people.ts'
import { filesBelow } from '../setup/platform/media-server.ts'
import { payCheckout, sendEvents } from '../setup/platform/payments-server.ts'
import { refundsOf, rightTo, stored } from '../setup/selling/books.ts'
import {
  makePayable,
  newSeller,
  newSoldReel,
  openCheckout,
  PRICE,
  pay,
  type Seller,
  sessionOf,
} from '../setup/selling/selling.ts'
import { publishReel } from '../setup/videos/videos.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

describe('a user who deletes the account', () => {
  it('[77] with an open checkout gets back what is paid afterwards, and has no right', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { purchase } = expectOk(await openCheckout(buyer, reelId))
    await deleteAccount('user', buyer.id, new Date())
    const { state } = await payCheckout(sessionOf(purchase.checkout?.url))
    expect(state).toBe('paid')
    await sendEvents(purchase.id)
    const { status, paymentIntent } = await stored(purchase.id)
    expect(status).toBe('refunded')
    expect(await refundsOf(paymentIntent)).toEqual([
      expect.objectContaining({ amount: 499, status: 'succeeded' }),
    ])
    expect(await rightTo(buyer.id, reelId)).toBe('ended')
  })

  it('[77] with an open checkout cannot pay it any more after the next sweep', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { purchase } = expectOk(await openCheckout(buyer, reelId))
    await deleteAccount('user', buyer.id, new Date())
    await runJob(settlePurchases)
    expect((await payCheckout(sessionOf(purchase.checkout?.url))).state).toBe('over')
    expect((await stored(purchase.id)).status).toBe('canceled')
  })

  it('[77] keeps nothing that was bought, and the sale stays in the books', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id } = await pay(buyer, reelId)
    await sendEvents(id)
    await deleteAccount('user', buyer.id, new Date())
    await sendEvents(id, { again: true })
    expect(await rightTo(buyer.id, reelId)).toBe('ended')
    expect((await stored(id)).status).toBe('paid')
  })
})

describe('a reel that was bought', () => {
  async function soldWithFile() {
    const partner = await newPartner()
    await makePayable(partner.id)
    const [buyer, reel] = await Promise.all([newGuest('user'), publishReel(partner, { price: PRICE })])
    const { id } = await pay(buyer, reel.id)
    await sendEvents(id)
    const files = () => filesBelow(`/reels/${partner.id}/${reel.id}/`)
    return { partner, buyer, reelId: reel.id, id, files }
  }

  it.each([
    ['its partner deletes it', 'reel'],
    ['its partner deletes the account', 'account'],
  ])('[78] is played by its buyer alone after %s, until the last right has ended', async (_, what) => {
    const { partner, buyer, reelId, id, files } = await soldWithFile()
    const params = { reelId }
    if (what === 'reel') expectOk(await partner.api.deleteReel({ params }))
    else expectOk(await partner.api.deleteMe({ body: { password: partner.password } }))
    const somebody = await newGuest('user')
    expect(problemOf(await somebody.api.getReel({ params }))).toBe('404 ReelNotFound')
    expect(problemOf(await openCheckout(somebody, reelId))).toBe('404 ReelNotFound')
    const { items } = expectOk(await buyer.api.listLibrary({ query: {} }))
    expect(items.map(reel => reel.id)).toEqual([reelId])
    const { video } = expectOk(await buyer.api.playReel({ params, body: {} }))
    expect(video.access).toBe('full')
    await runJob(deleteMedia)
    await runJob(removeOrphans)
    expect(await files()).not.toEqual([])
    expectOk(await buyer.api.refundPurchase({ params: { purchaseId: id }, body: { reason: 'other' } }))
    await runJob(deleteMedia)
    // Another run of the job may be deleting them.
    await expect.poll(files).toEqual([])
  })

  it('[53] is deleted while a checkout is open: the checkout is closed, and its file goes', async () => {
    const partner = await newPartner()
    await makePayable(partner.id)
    const [buyer, reel] = await Promise.all([newGuest('user'), publishReel(partner, { price: PRICE })])
    const { purchase } = expectOk(await openCheckout(buyer, reel.id))
    expectOk(await partner.api.deleteReel({ params: { reelId: reel.id } }))
    await runJob(settlePurchases)
    expect((await payCheckout(sessionOf(purchase.checkout?.url))).state).toBe('over')
    expect((await stored(purchase.id)).status).toBe('canceled')
    await runJob(removeOrphans)
    await expect.poll(() => filesBelow(`/reels/${partner.id}/${reel.id}/`)).toEqual([])
  })

  it.each([
    ['before it stored a purchase', 'new'],
    ['with the id of a purchase that is over, as a repeated request does', 'over'],
  ])('[78] is not held by a request to buy it that died %s', async (_, what) => {
    const partner = await newPartner()
    await makePayable(partner.id)
    const [buyer, reel] = await Promise.all([newGuest('user'), publishReel(partner, { price: PRICE })])
    const { purchase } = expectOk(await openCheckout(buyer, reel.id))
    expectOk(await partner.api.deleteReel({ params: { reelId: reel.id } }))
    await runJob(settlePurchases)
    expect((await stored(purchase.id)).status).toBe('canceled')
    const id = what === 'over' ? purchase.id : new mongoose.Types.ObjectId().toHexString()
    // It had read the reel before that was deleted.
    expect(await claimRight({ user: buyer.id, reel: reel.id, purchase: id })).toMatchObject({ isMine: true })
    await runJob(removeOrphans)
    expect(await rightTo(buyer.id, reel.id)).toBe('none')
    expect(await filesBelow(`/reels/${partner.id}/${reel.id}/`)).toEqual([])
  })

  it('[53] is paid before the checkout is closed: it is kept for its buyer', async () => {
    const partner = await newPartner()
    await makePayable(partner.id)
    const [buyer, reel] = await Promise.all([newGuest('user'), publishReel(partner, { price: PRICE })])
    const { id } = await pay(buyer, reel.id)
    expectOk(await partner.api.deleteReel({ params: { reelId: reel.id } }))
    await runJob(settlePurchases)
    expect((await stored(id)).status).toBe('paid')
    expect(await rightTo(buyer.id, reel.id)).toBe('active')
    await runJob(deleteMedia)
    expect(await filesBelow(`/reels/${partner.id}/${reel.id}/`)).not.toEqual([])
  })
})
