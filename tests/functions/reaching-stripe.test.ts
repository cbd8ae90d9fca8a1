import { randomUUID } from 'node:crypto'
import { describe, expect, inject, it } from 'vitest'
import { Outage } from '#shared/runtime/outage.ts'
import { reachStripe, stripeRefusal } from '#shared/runtime/stripe.ts'
import { openContainer } from '../setup/faults/container.ts'
import {
  askPayments,
  askStripe,
  payCheckout,
  paymentRequests,
  sendEvents,
} from '../setup/platform/payments-server.ts'

await openContainer({})

function newSession(purchase: string, idempotencyKey = `${purchase}:session`) {
  return reachStripe(stripe =>
    stripe.checkout.sessions.create(
      {
        mode: 'payment',
        line_items: [
          {
            quantity: 1,
            price_data: { currency: 'usd', unit_amount: 499, product_data: { name: 'Ocean waves' } },
          },
        ],
        metadata: { purchase },
        success_url: 'https://reels.example/paid',
      },
      { idempotencyKey },
    ),
  )
}

describe('a call of Stripe', () => {
  it('opens a checkout that can be paid, and whose events reach the address of the API', async () => {
    const purchase = randomUUID()
    const { id } = await newSession(purchase)
    expect(await payCheckout(id)).toMatchObject({ state: 'paid', session: { payment_status: 'paid' } })
    expect(await askStripe(`/v1/checkout/sessions/${id}`)).toMatchObject({ status: 'complete' })
    const { sent } = await sendEvents(purchase, { types: ['checkout.session.completed'] })
    expect(sent).toMatchObject([{ type: 'checkout.session.completed', endpoint: 'account' }])
  })

  it('is repeated with one key if the answer is lost, and its work is done once', async () => {
    const purchase = randomUUID()
    await askPayments('faults', { fault: 'do-then-cut', times: 1, when: { contains: purchase } })
    const { id } = await newSession(purchase)
    const asked = (await paymentRequests(purchase)).filter(({ method }) => method === 'POST')
    expect(asked.map(({ idempotencyKey }) => idempotencyKey)).toEqual(Array(2).fill(`${purchase}:session`))
    expect((await newSession(purchase)).id).toBe(id)
  })

  it.each(['cut', 'rate-limit', 'status', 'nonsense'])('is an outage if it meets "%s"', async fault => {
    const purchase = randomUUID()
    await askPayments('faults', { fault, when: { contains: purchase } })
    const error = await newSession(purchase).catch((error: unknown) => error)
    expect(error).toBeInstanceOf(Outage)
    expect(error).toMatchObject({ dependency: 'payments' })
  })

  it('says why Stripe refuses it', async () => {
    const error = await reachStripe(stripe => stripe.checkout.sessions.retrieve('cs_test_none')).catch(
      (error: unknown) => error,
    )
    expect(stripeRefusal(error)).toMatchObject({ code: 'resource_missing', status: 404 })
    expect(stripeRefusal(new Error('Something else'))).toBeNull()
  })

  it('goes to the payments server of these tests', () => {
    expect(inject('settings')['STRIPE_API_URL']).toBe(inject('paymentsUrl'))
  })
})
