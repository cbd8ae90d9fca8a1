import mongoose from 'mongoose'
import { beforeAll, describe, expect, it } from 'vitest'
import { PurchaseModel } from '#domains/purchases/model.ts'
import { StripeEventModel } from '#domains/purchases/stripe-event-model.ts'
import { settlePurchases } from '#functions/jobs/settle-purchases.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newGuest, openContainer } from '../setup/faults/container.ts'
import { expectOk } from '../setup/people/people.ts'
import { askPayments, askStripe, payCheckout, sendEvents } from '../setup/platform/payments-server.ts'
import { bookOf, endOf, rightTo, stored } from '../setup/selling/books.ts'
import { newSeller, newSoldReel, openCheckout, pay, type Seller } from '../setup/selling/selling.ts'
import { deliver, type Signed, signed } from '../setup/selling/stripe-events.ts'

let seller: Seller
beforeAll(async () => {
  await openContainer({})
  seller = await newSeller()
})

const SOLD = [
  'fee: partner -75, platform 75',
  'sale: buyer -499, platform 499',
  'share: platform -499, partner 499',
]

async function bought(options: Parameters<typeof pay>[2] = {}) {
  const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
  return { buyer, reelId, ...(await pay(buyer, reelId, options)) }
}

describe('the events of a purchase', () => {
  it.each([
    ['twice', { times: 2 }],
    ['ten times at once', { times: 10, atOnce: true }],
    ['the other way round', { order: 'reversed' as const }],
  ])('[58] end the same, sent %s', async (_, options) => {
    const sale = await bought()
    const { sent } = await sendEvents(sale.id, options)
    expect(new Set(sent.map(({ status }) => status))).toEqual(new Set([204]))
    const end = await endOf(sale)
    expect(end).toMatchObject({ status: 'paid', refundedAmount: 0, right: 'active', paid: 499 })
    expect(end.book).toEqual(expect.arrayContaining(SOLD))
    expect(end.book).toHaveLength(4)
  })

  it('[58] change nothing if `expired` arrives after it was paid', async () => {
    const sale = await bought()
    await sendEvents(sale.id)
    const before = await endOf(sale)
    const event = signed({
      type: 'checkout.session.expired',
      object: {
        id: sale.session,
        object: 'checkout.session',
        metadata: { purchase: sale.id, stage: 'local' },
      },
    })
    expect((await deliver(event)).statusCode).toBe(204)
    expect(await endOf(sale)).toEqual(before)
  })
})

describe('an event', () => {
  const ABOUT = {
    type: 'checkout.session.completed',
    object: { id: 'cs_test_x', object: 'checkout.session' },
  }

  it.each([
    ['without a signature', (event: Signed) => ({ ...event, signature: '' })],
    [
      'with another body',
      (event: Signed) => ({ ...event, body: event.body.replace('cs_test_x', 'cs_test_y') }),
    ],
    [
      'in JSON that was written anew',
      (event: Signed) => ({ ...event, body: JSON.stringify(JSON.parse(event.body), null, 1) }),
    ],
    ['with only a `v0`', (event: Signed) => ({ ...event, signature: event.signature.replace('v1', 'v0') })],
    ['of another secret', () => signed(ABOUT, { secret: 'whsec_of_somebody_else' })],
    ['of 302 seconds ago', () => signed(ABOUT, { at: Math.floor(Date.now() / 1_000) - 302 })],
    ['of 302 seconds from now', () => signed(ABOUT, { at: Math.floor(Date.now() / 1_000) + 302 })],
  ])('[57] is refused %s, before the database is read', async (_, change) => {
    const commands: string[] = []
    const note = ({ commandName }: { commandName: string }) => commands.push(commandName)
    const client = mongoose.connection.getClient()
    client.on('commandStarted', note)
    const { statusCode, body } = await deliver(change(signed(ABOUT)))
    client.off('commandStarted', note)
    expect([statusCode, JSON.parse(body).code]).toEqual([401, 'InvalidSignature'])
    expect(commands).toEqual([])
  })

  it('[57] is taken with one right signature of two, and in Base64, as the gateway sends it', async () => {
    const event = signed(ABOUT)
    const rotated = event.signature.replace('v1=', `v1=${'0'.repeat(64)},v1=`)
    expect((await deliver({ ...event, signature: rotated })).statusCode).toBe(204)
    const encoded = { body: Buffer.from(event.body).toString('base64'), isBase64Encoded: true }
    expect((await deliver(event, encoded)).statusCode).toBe(204)
  })

  it('[59] that was noted and not handled is handled when it comes again', async () => {
    const sale = await bought()
    await leaveNoted(sale.id)
    await sendEvents(sale.id)
    expect(await endOf(sale)).toMatchObject({ status: 'paid', right: 'active' })
  })

  it('[59] that was noted and not handled is handled by the sweep', async () => {
    const sale = await bought()
    // Nothing else asks about it.
    await PurchaseModel.updateOne({ _id: sale.id }, { $set: { checkAt: null } })
    const id = await leaveNoted(sale.id)
    await runJob(settlePurchases)
    expect(await endOf(sale)).toMatchObject({ status: 'paid', right: 'active' })
    expect(await StripeEventModel.findById(id).lean()).toMatchObject({
      handledAt: expect.any(Date),
      attempts: 1,
    })
  })

  it.each([
    ['of another system', { type: 'invoice.paid', object: { id: 'in_1', object: 'invoice' } }],
    [
      'of a type that nobody knows',
      { type: 'checkout.session.sung', object: { id: 'cs_test_z', object: 'checkout.session' } },
    ],
  ])('[61] %s is noted and ignored', async (_, about) => {
    const event = signed(about)
    expect((await deliver(event)).statusCode).toBe(204)
    const { id }: { id: string } = JSON.parse(event.body)
    expect(await StripeEventModel.findById(id).lean()).toMatchObject({ handledAt: expect.any(Date) })
  })

  it.each([
    ['of live mode', { livemode: true }, {}],
    ['of another stage', {}, { stage: 'prod' }],
  ])('[61] %s is noted, and nothing is looked up', async (_, envelope, metadata) => {
    const sale = await bought()
    await PurchaseModel.updateOne({ _id: sale.id }, { $set: { checkAt: null } })
    const object = {
      id: sale.session,
      object: 'checkout.session',
      metadata: { purchase: sale.id, stage: 'local', ...metadata },
    }
    expect(
      (await deliver(signed({ type: 'checkout.session.completed', object, ...envelope }))).statusCode,
    ).toBe(204)
    expect(await endOf(sale)).toMatchObject({ status: 'open', right: 'claimed' })
  })

  it('[61] of another session with our metadata gives no right', async () => {
    const [buyer, reelId] = await Promise.all([newGuest('user'), newSoldReel(seller.id)])
    const { purchase } = expectOk(await openCheckout(buyer, reelId))
    const foreign = await foreignSession(purchase.id)
    await payCheckout(foreign)
    const { sent } = await sendEvents(foreign)
    expect(sent.map(({ status }) => status)).toContain(204)
    expect(await stored(purchase.id)).toMatchObject({ status: 'open' })
    expect(await rightTo(buyer.id, reelId)).toBe('claimed')
    const events = await StripeEventModel.find({ object: foreign }).lean()
    expect(events.map(({ error }) => error)).toContain('other session')
  })

  it.each([
    ['amount', { price: { amount: 498, currency: 'USD' } }],
    ['currency', { price: { amount: 499, currency: 'EUR' } }],
    ['destination', { payoutAccount: 'acct_of_somebody_else' }],
    ['fee', { feeAmount: 1 }],
  ])(
    '[61] about a payment with another %s than that of the purchase gives no right',
    async (fault, changes) => {
      const sale = await bought()
      await PurchaseModel.updateOne({ _id: sale.id }, { $set: changes })
      await sendEvents(sale.id)
      expect(await stored(sale.id)).toMatchObject({ status: 'open', held: fault, paid: null })
      expect(await rightTo(sale.buyer.id, sale.reelId)).toBe('claimed')
      expect(await bookOf(sale.id)).toEqual([])
    },
  )
})

/** As if the function had died after noting an event of this purchase. */
async function leaveNoted(purchase: string): Promise<string> {
  const { sent } = await sendEvents(purchase, {
    types: ['checkout.session.completed'],
    secrets: ['whsec_wrong'],
  })
  const _id = sent[0]?.event ?? ''
  const longAgo = new Date(Date.now() - 10 * 60 * 1_000)
  await StripeEventModel.create({
    _id,
    type: 'checkout.session.completed',
    purchase,
    object: (await stored(purchase)).session?.id ?? null,
    created: longAgo,
    receivedAt: longAgo,
  })
  return _id
}

async function foreignSession(purchase: string): Promise<string> {
  const metadata = { purchase, stage: 'local' }
  const body = new URLSearchParams({
    mode: 'payment',
    'line_items[0][quantity]': '1',
    'line_items[0][price_data][currency]': 'usd',
    'line_items[0][price_data][unit_amount]': '50',
    'line_items[0][price_data][product_data][name]': 'Cheaper',
    'metadata[purchase]': metadata.purchase,
    'metadata[stage]': metadata.stage,
    success_url: 'http://localhost:4000/',
  })
  const answer = await askStripe('/v1/checkout/sessions', {
    method: 'POST',
    body,
  })
  return String(answer['id'])
}

describe('a payment method that is slow', () => {
  it('[62] is processing, then failed, then paid', async () => {
    const sale = await bought({ card: 'bank' })
    await sendEvents(sale.id)
    expect(await endOf(sale)).toMatchObject({ status: 'processing', right: 'claimed' })
    const payment_intent = (await stored(sale.id)).paymentIntent
    await askPayments('debits', { payment_intent, paid: false })
    await sendEvents(sale.id)
    expect(await endOf(sale)).toMatchObject({ status: 'failed', right: 'none' })
  })

  it('[62] is paid when the money has arrived', async () => {
    const sale = await bought({ card: 'bank' })
    await sendEvents(sale.id)
    const payment_intent = (await stored(sale.id)).paymentIntent
    await askPayments('debits', { payment_intent, paid: true })
    await sendEvents(sale.id)
    expect(await endOf(sale)).toMatchObject({ status: 'paid', right: 'active' })
  })
})
