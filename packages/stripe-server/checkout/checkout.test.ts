import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { newSession, paidSession, payee, sharedPayments } from '../test-payments-server.ts'

describe('a checkout session', async () => {
  const payments = await sharedPayments()
  const { stripe, control } = payments

  it('is open with the sum of its items, and without a payment', async () => {
    const destination = await payee(payments)
    const session = await stripe.checkout.sessions.create(newSession({ destination }))
    expect(session).toMatchObject({
      id: expect.stringMatching(/^cs_test_/),
      status: 'open',
      payment_status: 'unpaid',
      amount_total: 499,
      currency: 'usd',
      payment_intent: null,
      livemode: false,
      metadata: { purchase: 'purchase1', stage: 'test' },
      url: expect.stringContaining(`/c/pay/${session.id}`),
    })
    expect(await stripe.checkout.sessions.retrieve(session.id)).toMatchObject({
      id: session.id,
      status: 'open',
    })
  })

  it('is complete when it is paid, and leads to charge, transfer and fee', async () => {
    const destination = await payee(payments)
    const { session, intent, charge } = await paidSession(payments, { destination })
    expect(session).toMatchObject({ status: 'complete', payment_status: 'paid', url: null })
    expect(intent).toMatchObject({ amount_received: 499, metadata: { purchase: 'purchase1' } })
    expect(charge).toMatchObject({ amount: 499, application_fee_amount: 75, transfer_group: 'purchase1' })
    const found = await stripe.checkout.sessions.list({ payment_intent: intent.id })
    expect(found.data.map(({ id }) => id)).toEqual([session.id])
    const balance = await stripe.balance.retrieve({}, { stripeContext: destination })
    expect(balance.pending).toMatchObject([{ amount: 424, currency: 'usd' }])
  })

  it('can be expired once', async () => {
    const { id } = await stripe.checkout.sessions.create(newSession())
    expect(await stripe.checkout.sessions.expire(id)).toMatchObject({ status: 'expired', url: null })
    await expect(stripe.checkout.sessions.expire(id)).rejects.toMatchObject({
      message: expect.stringContaining('a status of expired'),
    })
    expect(await control('pay', { session: id })).toMatchObject({ state: 'over' })
  })

  it('expires when its time is over, with the payment that was begun', async () => {
    const { id } = await stripe.checkout.sessions.create({
      ...newSession(),
      expires_at: Math.floor(Date.now() / 1000) + 31 * 60,
    })
    await control('pay', { session: id, card: '4000000000000002' })
    await control('clock', { seconds: 31 * 60 + 1 })
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] })
    expect(session).toMatchObject({ status: 'expired', url: null, payment_intent: { status: 'canceled' } })
    expect(await control('pay', { session: id })).toMatchObject({ state: 'over' })
    const { data } = await stripe.events.list({ type: 'checkout.session.expired', limit: 1 })
    expect(data).toMatchObject([{ data: { object: { id } } }])
  })

  it('refuses parameters that it does not know', async () => {
    const given = { ...newSession(), payment_intent_data: { fee: 1 } }
    const refused = stripe.checkout.sessions.create(given as Stripe.Checkout.SessionCreateParams)
    await expect(refused).rejects.toMatchObject({
      type: 'StripeInvalidRequestError',
      code: 'parameter_unknown',
      param: 'payment_intent_data[fee]',
    })
  })
})
