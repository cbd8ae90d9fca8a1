import { beforeAll, describe, expect, it } from 'vitest'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { type Guest, newGuest, openContainer } from '../setup/faults/container.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { askPayments, sendEvents } from '../setup/platform/payments-server.ts'
import {
  balanceOf,
  bookOf,
  chargeOf,
  refundsOf,
  rightTo,
  stored,
  sumOfPartner,
} from '../setup/selling/books.ts'
import { newSeller, newSoldReel, pay, type Seller } from '../setup/selling/selling.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

async function sold(of = seller, card = '4242424242424242') {
  const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(of.id)])
  const sale = { buyer, reelId, ...(await pay(buyer, reelId, { card })) }
  await sendEvents(sale.id)
  return { ...sale, charge: await chargeOf(sale.session) }
}

type Sale = Awaited<ReturnType<typeof sold>>

function refund(who: Guest, { id }: Pick<Sale, 'id'>) {
  return who.api.refundPurchase({ params: { purchaseId: id }, body: { reason: 'changed_mind' } })
}

async function endOf({ id, buyer, reelId }: Sale) {
  const { status, refund: asked, refundedAmount } = await stored(id)
  return { status, refund: asked?.status, refundedAmount, right: await rightTo(buyer.id, reelId) }
}

describe('a refund', () => {
  it.each([
    ['the buyer twice', (sale: Sale) => [sale.buyer, sale.buyer]],
    ['the buyer and the partner', (sale: Sale) => [sale.buyer, seller]],
  ])('[71] is made once for %s at once', async (_, who) => {
    const sale = await sold()
    const answers = await Promise.all(who(sale).map(each => refund(each, sale)))
    expect(answers.filter(({ ok }) => ok)).toHaveLength(1)
    expect(answers.flatMap(answer => (answer.ok ? [] : [problemOf(answer)]))).toEqual(['409 AlreadyRefunded'])
    const { paymentIntent } = await stored(sale.id)
    expect(await refundsOf(paymentIntent)).toEqual([
      expect.objectContaining({ amount: 499, status: 'succeeded' }),
    ])
    expect(await endOf(sale)).toEqual({
      status: 'refunded',
      refund: 'succeeded',
      refundedAmount: 499,
      right: 'ended',
    })
  })

  it('[71] and a dispute at once give the money back once', async () => {
    const sale = await sold()
    const [answer] = await Promise.all([
      refund(sale.buyer, sale),
      askPayments('disputes', { charge: sale.charge }),
    ])
    await sendEvents(sale.charge)
    const { paymentIntent, status } = await stored(sale.id)
    const made = await refundsOf(paymentIntent)
    const { disputes } = await stored(sale.id)
    // Stripe decides which of the two came first; a dispute about what was refunded moves nothing of the partner's.
    if (made.length === 0) expect([status, disputes.length]).toEqual(['disputed', 1])
    else expect(answer.ok).toBe(true)
    expect(await sumOfPartner(sale.id)).toBe(0)
  })

  it('[71] is refused while a dispute is undecided', async () => {
    const sale = await sold()
    await askPayments('disputes', { charge: sale.charge })
    await sendEvents(sale.charge)
    expect(problemOf(await refund(sale.buyer, sale))).toBe('409 Disputed')
    expect(problemOf(await refund(seller, sale))).toBe('409 Disputed')
  })

  it('[71] is refused to the buyer after 14 days, and to the partner after 180', async () => {
    const sale = await sold()
    const paidBefore = async (days: number) => {
      await PurchaseModel.updateOne(
        { _id: sale.id },
        { $set: { 'paid.at': new Date(Date.now() - days * 86_400_000) } },
      )
    }
    await paidBefore(15)
    expect(problemOf(await refund(sale.buyer, sale))).toBe('409 RefundNotAllowed')
    await paidBefore(181)
    expect(problemOf(await refund(seller, sale))).toBe('409 RefundNotAllowed')
    await paidBefore(179)
    expect(expectOk(await refund(seller, sale)).purchase.status).toBe('refunded')
  })

  it('[71] is refused to the buyer who has watched half, and not to the partner', async () => {
    const sale = await sold()
    const _id = `${sale.buyer.id}:${sale.reelId}`
    await EntitlementModel.updateOne({ _id }, { $set: { 'watched.seconds': 20 } })
    const refused = await refund(sale.buyer, sale)
    expect(problemOf(refused)).toBe('409 RefundNotAllowed')
    expect(refused.ok ? '' : refused.problem.detail).toContain('Half')
    expect(expectOk(await refund(seller, sale)).purchase.status).toBe('refunded')
  })

  it('[71] is asked for by nobody else', async () => {
    const [sale, user, partner] = await Promise.all([sold(), newGuest('user'), newGuest('partner')])
    expect(problemOf(await refund(user, sale))).toBe('404 PurchaseNotFound')
    expect(problemOf(await refund(partner, sale))).toBe('404 PurchaseNotFound')
  })

  it('[72] that is pending suspends the right, and ends it when it succeeds', async () => {
    const sale = await sold()
    await askPayments('refund-fate', { charge: sale.charge, fate: 'succeeds-later' })
    expect(expectOk(await refund(sale.buyer, sale)).purchase.status).toBe('refunding')
    expect(await endOf(sale)).toMatchObject({ status: 'refunding', refund: 'pending', right: 'suspended' })
    const [made] = await refundsOf((await stored(sale.id)).paymentIntent)
    await askPayments('refund-end', { refund: made?.id, outcome: 'succeeded' })
    await sendEvents(made?.id ?? '')
    expect(await endOf(sale)).toMatchObject({ status: 'refunded', refund: 'succeeded', right: 'ended' })
  })

  it('[72] that fails later gives the right back, and the partner the share', async () => {
    const sale = await sold()
    await askPayments('refund-fate', { charge: sale.charge, fate: 'fails-later' })
    expect(expectOk(await refund(sale.buyer, sale)).purchase.status).toBe('refunded')
    const [made] = await refundsOf((await stored(sale.id)).paymentIntent)
    await askPayments('topup', { amount: 100_000 })
    await askPayments('refund-end', { refund: made?.id, outcome: 'failed' })
    await sendEvents(made?.id ?? '')
    expect(await endOf(sale)).toMatchObject({
      status: 'paid',
      refund: 'failed',
      refundedAmount: 0,
      right: 'active',
    })
    expect(await sumOfPartner(sale.id)).toBe(424)
    // It can be asked for again, and is another one.
    await askPayments('refund-fate', { charge: sale.charge, fate: 'succeeds' })
    expect(expectOk(await refund(sale.buyer, sale)).purchase.status).toBe('refunded')
    expect(await endOf(sale)).toMatchObject({ status: 'refunded', refundedAmount: 499, right: 'ended' })
    expect(await sumOfPartner(sale.id)).toBe(0)
  })

  it.each([
    ['with all that belongs to it', {}],
    ['without the share of the partner', { reverse_transfer: false, refund_application_fee: false }],
  ])("[72] that was made in Stripe's dashboard %s is noticed", async (_, options) => {
    const sale = await sold()
    await askPayments('dashboard-refund', { charge: sale.charge, ...options })
    await sendEvents(sale.charge)
    expect(await endOf(sale)).toMatchObject({ status: 'refunded', refundedAmount: 499, right: 'ended' })
    expect(await stored(sale.id)).toMatchObject({
      refund: { by: 'stripe', status: 'succeeded', amount: 499 },
    })
    expect(await sumOfPartner(sale.id)).toBe(0)
  })

  it('[72] of a part leaves the right, and the rest can be refunded', async () => {
    const sale = await sold()
    await askPayments('dashboard-refund', { charge: sale.charge, amount: 100 })
    await sendEvents(sale.charge)
    expect(await endOf(sale)).toMatchObject({ status: 'paid', refundedAmount: 100, right: 'active' })
    const { purchase } = expectOk(await refund(sale.buyer, sale))
    expect(purchase).toMatchObject({
      status: 'refunded',
      refund: { amount: { amount: 399, currency: 'USD' } },
    })
    expect(await sumOfPartner(sale.id)).toBe(0)
  })

  it('[73] of a partner who was paid out leaves a debt, which the next sales fill', async () => {
    const poor = await newSeller()
    // Of this card, the money is there at once.
    const sale = await sold(poor, '4000000000000077')
    await askPayments('payouts', { account: poor.acct })
    expect(await balanceOf(poor.acct, 'usd')).toBe(0)
    expect(expectOk(await refund(sale.buyer, sale)).purchase.status).toBe('refunded')
    expect(await sumOfPartner(sale.id)).toBe(0)
    expect(await balanceOf(poor.acct, 'usd')).toBe(-424)
    await sold(poor)
    expect(await balanceOf(poor.acct, 'usd')).toBe(0)
  })

  it('[73] of a sale that nobody told of before is settled with the sale', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const sale = { buyer, reelId, ...(await pay(buyer, reelId)) }
    const charge = await chargeOf(sale.session)
    await askPayments('dashboard-refund', { charge })
    await PurchaseModel.updateOne({ _id: sale.id }, { $set: { checkAt: new Date(0) } })
    await runJob(settlePurchases)
    expect(await endOf({ ...sale, charge })).toMatchObject({ status: 'refunded', right: 'ended' })
    expect((await bookOf(sale.id)).length).toBeGreaterThan(5)
  })
})
