import { randomUUID } from 'node:crypto'
import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { NEW_ACCOUNT, newSession } from '../test-payments-server.ts'
import { subject } from './subject.ts'

// What the product relies on, in words that hold for Stripe itself as for this server.

const { stripe, account, pay } = await subject()
const refused = (call: Promise<unknown>) =>
  call.then(
    () => 'accepted',
    (error: unknown) => error,
  )

describe('an account', () => {
  it('that is new is restricted, and says what is missing', async () => {
    const created = await stripe.v2.core.accounts.create(NEW_ACCOUNT)
    expect(created).toMatchObject({
      id: expect.stringMatching(/^acct_/),
      object: 'v2.core.account',
      dashboard: 'express',
      livemode: false,
      metadata: { partner: 'p1' },
    })
    const capability = created.configuration?.recipient?.capabilities?.stripe_balance?.stripe_transfers
    expect(capability?.status).not.toBe('active')
    expect(created.requirements?.entries?.length).toBeGreaterThan(0)
    const bare = await stripe.v2.core.accounts.retrieve(created.id)
    expect(bare.configuration ?? null).toBeNull()
    expect(bare.requirements ?? null).toBeNull()
  })

  it('has links for onboarding that end within minutes, and no login link before', async () => {
    const { id } = await stripe.v2.core.accounts.create(NEW_ACCOUNT)
    const link = await stripe.v2.core.accountLinks.create({
      account: id,
      use_case: {
        type: 'account_onboarding',
        account_onboarding: {
          refresh_url: 'https://reels.example/again',
          return_url: 'https://reels.example/done',
        },
      },
    })
    expect(link.url).toMatch(/^https?:/)
    const minutes = (Date.parse(link.expires_at) - Date.now()) / 60_000
    expect(minutes).toBeGreaterThan(1)
    expect(minutes).toBeLessThan(16)
    expect(await refused(stripe.accounts.createLoginLink(id))).toMatchObject({ statusCode: 400 })
  })

  it('that cannot be paid is no destination', async () => {
    const { id } = await stripe.v2.core.accounts.create(NEW_ACCOUNT)
    expect(await refused(stripe.checkout.sessions.create(newSession({ destination: id })))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      code: 'insufficient_capabilities_for_transfer',
    })
  })

  it('that there is not is missing', async () => {
    const error = await refused(stripe.v2.core.accounts.retrieve('acct_1NoSuchAccount000'))
    expect(error).toMatchObject({ statusCode: expect.toSatisfy(status => status === 403 || status === 404) })
  })
})

describe('a checkout session', () => {
  it('is open, and has no payment before somebody pays', async () => {
    const created = await stripe.checkout.sessions.create(newSession())
    expect(created).toMatchObject({
      id: expect.stringMatching(/^cs_test_/),
      object: 'checkout.session',
      amount_subtotal: 499,
      amount_total: 499,
      client_reference_id: 'purchase1',
      currency: 'usd',
      customer_email: 'buyer@example.com',
      livemode: false,
      metadata: { purchase: 'purchase1', stage: 'test' },
      mode: 'payment',
      payment_intent: null,
      payment_status: 'unpaid',
      status: 'open',
      total_details: { amount_tax: 0 },
      ui_mode: 'hosted_page',
      url: expect.stringMatching(/^https?:/),
    })
    expect(created.expires_at - created.created).toBe(24 * 3600)
    const again = await stripe.checkout.sessions.retrieve(created.id, {
      expand: ['payment_intent.latest_charge.balance_transaction'],
    })
    expect(again).toMatchObject({ id: created.id, payment_intent: null })
  })

  it('can be expired once', async () => {
    const { id } = await stripe.checkout.sessions.create(newSession())
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired', url: null })
    expect(await refused(stripe.checkout.sessions.expire(id))).toMatchObject({
      statusCode: 400,
      message: expect.stringMatching(/with a status in \["open"\].*has a status of expired/s),
    })
  })

  const soon = () => Math.floor(Date.now() / 1000)
  it.each<[string, () => Stripe.Checkout.SessionCreateParams, Record<string, unknown>]>([
    ['too small', () => newSession({ amount: 49 }), { code: 'amount_too_small' }],
    ['too large', () => newSession({ amount: 100_000_000 }), { code: 'amount_too_large' }],
    ['in no currency', () => newSession({ currency: 'xxx' }), {}],
    ['without an address to lead back to', () => without(newSession(), 'success_url'), {}],
    [
      'with an address that is none',
      () => ({ ...newSession(), success_url: 'reels' }),
      { code: 'url_invalid' },
    ],
    ['without a mode', () => without(newSession(), 'mode'), { param: 'mode' }],
    ['that ends too soon', () => ({ ...newSession(), expires_at: soon() + 600 }), { param: 'expires_at' }],
    ['that ends too late', () => ({ ...newSession(), expires_at: soon() + 90_000 }), { param: 'expires_at' }],
    ['with a fee and no destination', () => withFee(newSession(), 10), {}],
  ])('is refused %s', async (_, params, error) => {
    expect(await refused(stripe.checkout.sessions.create(params()))).toMatchObject({
      type: 'StripeInvalidRequestError',
      statusCode: 400,
      ...error,
    })
  })

  it('is refused with a parameter that does not exist, by its name', async () => {
    const session = newSession()
    const wrong = { ...session, payment_intent_data: { ...session.payment_intent_data, fee: 1 } }
    expect(
      await refused(stripe.checkout.sessions.create(wrong as Stripe.Checkout.SessionCreateParams)),
    ).toMatchObject({ statusCode: 400, code: 'parameter_unknown', param: 'payment_intent_data[fee]' })
  })
})

describe('an idempotency key', () => {
  it('answers again what it answered before, and is refused for anything else', async () => {
    const options = { idempotencyKey: `contract:${randomUUID()}` }
    const first = await stripe.checkout.sessions.create(newSession(), options)
    const again = await stripe.checkout.sessions.create(newSession(), options)
    expect(again.id).toBe(first.id)
    expect(again.lastResponse.headers).toMatchObject({ 'idempotent-replayed': 'true' })
    for (const other of [
      () => stripe.checkout.sessions.create(newSession({ amount: 500 }), options),
      () => stripe.checkout.sessions.expire(first.id, {}, options),
    ])
      expect(await refused(other())).toMatchObject({ type: 'StripeIdempotencyError', statusCode: 400 })
  })
})

describe('what there is not', () => {
  it.each<[string, () => Promise<unknown>]>([
    ['session', () => stripe.checkout.sessions.retrieve('cs_test_a1none')],
    ['payment', () => stripe.paymentIntents.retrieve('pi_3none')],
    ['charge', () => stripe.charges.retrieve('ch_3none')],
    ['refund', () => stripe.refunds.retrieve('re_3none')],
    ['transfer', () => stripe.transfers.retrieve('tr_1none')],
    ['dispute', () => stripe.disputes.retrieve('du_1none')],
    ['payout', () => stripe.payouts.retrieve('po_1none')],
    ['event', () => stripe.events.retrieve('evt_1none')],
  ])('is missing: a %s', async (_, call) => {
    expect(await refused(call())).toMatchObject({ statusCode: 404, code: 'resource_missing' })
  })

  it('is not refunded', async () => {
    const given = { payment_intent: 'pi_3none' }
    expect(await refused(stripe.refunds.create(given))).toMatchObject({ code: 'resource_missing' })
    expect(await refused(stripe.refunds.create({}))).toMatchObject({ statusCode: 400 })
  })
})

describe('lists', () => {
  it('of events can be asked for what was not delivered', async () => {
    const list = await stripe.events.list({
      delivery_success: false,
      types: ['checkout.session.completed', 'checkout.session.expired'],
      created: { gte: Math.floor(Date.now() / 1000) - 3600 },
      limit: 3,
    })
    expect(list).toMatchObject({ object: 'list', url: '/v1/events', has_more: expect.any(Boolean) })
  })

  it('of the balance have each currency once', async () => {
    const { available, pending } = await stripe.balance.retrieve()
    for (const part of [available, pending]) {
      const currencies = part.map(({ currency }) => currency)
      expect(currencies).toEqual([...new Set(currencies)])
    }
  })
})

if (account !== null) {
  describe('a sale', () => {
    async function sold(card: string) {
      const created = await stripe.checkout.sessions.create(
        newSession({ destination: account ?? '', amount: 1000, fee: 150 }),
      )
      await pay(created, card)
      const session = await stripe.checkout.sessions.retrieve(created.id, {
        expand: ['payment_intent.latest_charge.balance_transaction'],
      })
      const intent = session.payment_intent as Stripe.PaymentIntent
      const charge = intent.latest_charge as Stripe.Charge
      return { session, intent, charge }
    }

    it('leads from the session to charge, transfer and fee', async () => {
      const { session, intent, charge } = await sold('4242424242424242')
      expect(session).toMatchObject({ status: 'complete', payment_status: 'paid', url: null })
      expect(intent).toMatchObject({
        status: 'succeeded',
        amount_received: 1000,
        application_fee_amount: 150,
        metadata: { purchase: 'purchase1' },
        transfer_data: { destination: account },
      })
      expect(charge).toMatchObject({
        application_fee: expect.stringMatching(/^fee_/),
        transfer: expect.stringMatching(/^tr_/),
        balance_transaction: { type: 'charge', amount: 1000 },
      })
      const found = await stripe.checkout.sessions.list({ payment_intent: intent.id })
      expect(found.data.map(({ id }) => id)).toEqual([session.id])
    })

    it('is refunded once, with transfer and fee', async () => {
      const { intent, charge } = await sold('4242424242424242')
      const whole = { payment_intent: intent.id, reverse_transfer: true, refund_application_fee: true }
      const refund = await stripe.refunds.create(whole)
      expect(refund).toMatchObject({ amount: 1000, charge: charge.id, status: 'succeeded' })
      expect(refund.transfer_reversal).toMatch(/^trr_/)
      expect(await stripe.transfers.retrieve(String(charge.transfer))).toMatchObject({ reversed: true })
      expect(await refused(stripe.refunds.create(whole))).toMatchObject({ code: 'charge_already_refunded' })
    })

    it('that is disputed takes the money from the platform alone, until the transfer is reversed', async () => {
      const { charge } = await sold('4000000000000259')
      await expect
        .poll(async () => (await stripe.disputes.list({ charge: charge.id })).data.length, {
          timeout: 60_000,
        })
        .toBe(1)
      const transfer = String(charge.transfer)
      expect(await stripe.transfers.retrieve(transfer)).toMatchObject({ amount_reversed: 0 })
      expect(await stripe.transfers.createReversal(transfer, { refund_application_fee: true })).toMatchObject(
        {
          amount: 1000,
        },
      )
      expect(await refused(stripe.refunds.create({ charge: charge.id }))).toMatchObject({
        code: 'charge_disputed',
      })
    })
  })
}

function without(
  session: Stripe.Checkout.SessionCreateParams,
  name: keyof Stripe.Checkout.SessionCreateParams,
): Stripe.Checkout.SessionCreateParams {
  return Object.fromEntries(Object.entries(session).filter(([key]) => key !== name))
}

function withFee(
  session: Stripe.Checkout.SessionCreateParams,
  fee: number,
): Stripe.Checkout.SessionCreateParams {
  return { ...session, payment_intent_data: { ...session.payment_intent_data, application_fee_amount: fee } }
}
