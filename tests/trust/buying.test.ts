import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { claimRight } from '#domains/entitlements/changing.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { PayoutAccountModel } from '#domains/payouts/model.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { take } from '#shared/runtime/limits/counters.ts'
import { type Guest, newGuest, newGuests, openContainer } from '../setup/faults/container.ts'
import { tally } from '../setup/gateway/requests.ts'
import { newAddress } from '../setup/people/addresses.ts'
import { expectOk, problemOf } from '../setup/people/people.ts'
import { askStripe, payCheckout, sendEvents } from '../setup/platform/payments-server.ts'
import { openedSessions, rightTo, stored } from '../setup/selling/books.ts'
import {
  newSeller,
  newSoldReel,
  openCheckout,
  PRICE,
  pay,
  RETURN_URL,
  type Seller,
  sessionOf,
  termsVersion,
} from '../setup/selling/selling.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

const bodyOf = (changes: Record<string, unknown> = {}) => ({
  price: PRICE,
  returnUrl: RETURN_URL,
  termsVersion: termsVersion(),
  ...changes,
})

function post(buyer: Guest, reelId: string, body: unknown): Promise<Response> {
  return buyer.browser.fetch(`http://in-process/reels/${reelId}/purchases`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
}

/** Sends any body, also one that the typed client would not. */
async function send(buyer: Guest, reelId: string, body: unknown): Promise<string> {
  const answer = await post(buyer, reelId, body)
  const { code = '' }: { code?: string } = JSON.parse(await answer.text())
  return `${answer.status} ${code}`
}

describe('the price of a purchase', () => {
  it.each([
    ['a lower amount', { price: { amount: 1, currency: 'USD' } }, '409 PriceChanged'],
    ['a higher amount', { price: { amount: 500, currency: 'USD' } }, '409 PriceChanged'],
    ['another currency', { price: { amount: 499, currency: 'JPY' } }, '409 PriceChanged'],
    ['a negative amount', { price: { amount: -499, currency: 'USD' } }, '422 ValidationFailed'],
    ['an amount of Stripe', { unit_amount: 1 }, '422 ValidationFailed'],
    ['a fee', { fee: 0 }, '422 ValidationFailed'],
    ['a destination', { destination: 'acct_1' }, '422 ValidationFailed'],
    ['a status', { status: 'paid' }, '422 ValidationFailed'],
  ])('[50] is not changed by %s in the body', async (_, changes, seen) => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    expect(await send(buyer, reelId, bodyOf(changes))).toBe(seen)
    expect(await openedSessions(reelId)).toBe(0)
  })

  it('[50] is that of the reel at Stripe, with the fee of the stage', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { id, session } = await pay(buyer, reelId)
    expect(await askStripe(`/v1/checkout/sessions/${session}`)).toMatchObject({
      amount_total: 499,
      currency: 'usd',
      client_reference_id: id,
    })
    const { purchase } = expectOk(await buyer.api.refreshPurchase({ params: { purchaseId: id } }))
    expect(purchase).toMatchObject({ status: 'paid', price: PRICE })
    // 15 % of 499 is 74.85.
    expect(await stored(id)).toMatchObject({ feeAmount: 75, payoutAccount: seller.acct })
  })

  it('[53] must be the one that the reel has now', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    await ReelModel.updateOne({ _id: reelId }, { $set: { 'price.amount': 999 } })
    const refused = await openCheckout(buyer, reelId)
    expect(problemOf(refused)).toBe('409 PriceChanged')
    expect(refused.ok ? '' : refused.problem.detail).toContain('999')
  })

  it('[53] is the one that was shown, if the reel becomes dearer while the checkout is open', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { purchase } = expectOk(await openCheckout(buyer, reelId))
    await ReelModel.updateOne({ _id: reelId }, { $set: { 'price.amount': 999 } })
    await payCheckout(sessionOf(purchase.checkout?.url))
    await sendEvents(purchase.id)
    expect(await stored(purchase.id)).toMatchObject({ status: 'paid', paid: { amount: 499 } })
    expect(await rightTo(buyer.id, reelId)).toBe('active')
  })
})

describe('a purchase', () => {
  it('[51] is one, with one checkout, for 50 requests of one user at once', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const answers = await Promise.all(Array.from({ length: 50 }, () => openCheckout(buyer, reelId)))
    const purchases = answers.map(answer => expectOk(answer).purchase)
    expect(new Set(purchases.map(({ id }) => id)).size).toBe(1)
    expect(new Set(purchases.map(({ checkout }) => checkout?.url)).size).toBe(1)
    expect(answers.filter(({ status }) => status === 201)).toHaveLength(1)
    expect(await openedSessions(`purchase:${purchases[0]?.id}:session`)).toBe(1)
  })

  it('[51] is counted once, however many requests help one on that has died', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    // It has claimed the reel, and was ended before it stored the purchase.
    const id = new mongoose.Types.ObjectId().toHexString()
    await claimRight({ user: buyer.id, reel: reelId, purchase: id })
    const { quota } = LIMITS.checkouts
    const answers = await Promise.all(Array.from({ length: quota + 10 }, () => openCheckout(buyer, reelId)))
    expect(new Set(answers.map(answer => expectOk(answer).purchase.id))).toEqual(new Set([id]))
    expect(await openedSessions(`purchase:${id}:session`)).toBe(1)
  })

  it('[54] is refused to the account of a partner', async () => {
    const reelId = await newSoldReel(seller.id)
    expect(problemOf(await openCheckout(seller, reelId))).toBe('403 WrongRole')
  })

  it.each([
    ['free', { amount: 0, currency: 'USD' }],
    ['under the minimum of its currency', { amount: 49, currency: 'USD' }],
    ['in a currency that is not sold in', { amount: 1_000, currency: 'KWD' }],
    ['in one whose minor units differ at Stripe', { amount: 500, currency: 'ISK' }],
  ])('[54] is refused for a reel that is %s', async (_, price) => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id, price)])
    expect(problemOf(await openCheckout(buyer, reelId, price))).toBe('409 NotForSale')
    expect(await openedSessions(reelId)).toBe(0)
  })

  it('[54] is refused for a reel whose partner cannot be paid, and for one that is not ready', async () => {
    const [buyer, poor] = await Promise.all([newGuest('user'), newSeller()])
    const reelId = await newSoldReel(poor.id)
    await PayoutAccountModel.updateOne({ _id: poor.id }, { $set: { status: 'restricted' } })
    expect(problemOf(await openCheckout(buyer, reelId))).toBe('409 NotForSale')
    const notReady = await newSoldReel(seller.id)
    await ReelModel.updateOne({ _id: notReady }, { $set: { status: 'uploading' } })
    expect(problemOf(await openCheckout(buyer, notReady))).toBe('404 ReelNotFound')
  })

  it('[54] is refused with old terms', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    expect(await send(buyer, reelId, bodyOf({ termsVersion: '2020-01' }))).toBe('409 TermsChanged')
    expect(await openedSessions(reelId)).toBe(0)
  })

  it('[63] is paid only if Stripe says so', async () => {
    const [buyer, thief, reelId] = await Promise.all([
      newGuest('user'),
      newGuest('user'),
      newSoldReel(seller.id),
    ])
    const { purchase } = expectOk(await openCheckout(thief, reelId))
    const params = { purchaseId: purchase.id }
    // The page that the buyer returns to was opened without paying.
    expect(expectOk(await thief.api.refreshPurchase({ params })).purchase.status).toBe('open')
    expect(await rightTo(thief.id, reelId)).toBe('claimed')
    // And with the purchase of somebody else, which is paid.
    const other = await pay(buyer, reelId)
    const stolen = { params: { purchaseId: other.id } }
    expect(problemOf(await thief.api.refreshPurchase(stolen))).toBe('404 PurchaseNotFound')
    expect(problemOf(await thief.api.getPurchase(stolen))).toBe('404 PurchaseNotFound')
    expect(problemOf(await thief.api.cancelPurchase(stolen))).toBe('404 PurchaseNotFound')
    expect(await rightTo(thief.id, reelId)).toBe('claimed')
  })
})

describe('the amount of a purchase', () => {
  it.each([
    [{ amount: 50, currency: 'JPY' }, 8],
    [{ amount: 499, currency: 'JPY' }, 75],
    [{ amount: 99_999_999, currency: 'USD' }, 15_000_000],
    [{ amount: 50, currency: 'USD' }, 8],
    [{ amount: 300, currency: 'SEK' }, 45],
  ])('[81] is the same in whole minor units at Stripe: %o', async (price, fee) => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id, price)])
    const { id, session } = await pay(buyer, reelId, { price })
    await sendEvents(id)
    const atStripe = await askStripe(`/v1/checkout/sessions/${session}?expand[0]=payment_intent`)
    expect(atStripe).toMatchObject({
      amount_total: price.amount,
      currency: price.currency.toLowerCase(),
      payment_intent: { amount: price.amount, application_fee_amount: fee },
    })
    expect(await stored(id)).toMatchObject({ status: 'paid', feeAmount: fee, paid: { amount: price.amount } })
  })

  it.each([
    ['JPY', 49],
    ['USD', 49],
    ['SEK', 299],
    ['ISK', 100],
    ['KWD', 1_000],
    ['UGX', 10_000],
  ])('[81] is refused in %s, if it is %d', async (currency, amount) => {
    const price = { amount, currency }
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id, price)])
    expect(problemOf(await openCheckout(buyer, reelId, price))).toBe('409 NotForSale')
  })
})

describe('somebody who opens many checkouts', () => {
  it('[84] is stopped, by the account', async () => {
    const buyer = await newGuest('user')
    const seen: string[] = []
    for (let count = 0; count < 32; count += 1) {
      const answer = await openCheckout(buyer, await newSoldReel(seller.id))
      seen.push(answer.ok ? String(answer.status) : problemOf(answer))
    }
    expect(seen).toEqual([...Array<string>(30).fill('201'), '429 TooManyRequests', '429 TooManyRequests'])
  })

  it('[84] is stopped with any number of accounts, by the address', async ({ task }) => {
    const { quota, name, seconds } = LIMITS.checkoutsFromAddress
    const [address, reelId] = [newAddress(), await newSoldReel(seller.id)]
    const many = await newGuests('user', 12, { address })
    await take({ limit: LIMITS.checkoutsFromAddress, key: address, amount: quota - 10 })
    const answers = await Promise.all(many.map(buyer => post(buyer, reelId, bodyOf())))
    expect(tally(answers.map(({ status }) => String(status)))).toBe('201 × 10, 429 × 2')
    for (const { headers } of answers.filter(({ status }) => status === 429)) {
      expect(headers.get('ratelimit')).toContain(`"${name}";r=0;t=`)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
      expect(Number(headers.get('retry-after'))).toBeLessThanOrEqual(seconds)
    }
    expect(await openedSessions(reelId)).toBe(10)
    // Whoever was refused may buy the reel from elsewhere: nothing of the attempt is left.
    const elsewhere = await newGuest('user')
    expect((await openCheckout(elsewhere, reelId)).status).toBe(201)
    const states = await Promise.all(many.map(buyer => rightTo(buyer.id, reelId)))
    expect(states.filter(state => state === 'none')).toHaveLength(2)
    task.meta.seen = `${answers.length} accounts: ${tally(answers.map(({ status }) => String(status)))}`
  })
})
