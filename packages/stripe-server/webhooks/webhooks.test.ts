import { describe, expect, it } from 'vitest'
import {
  eventually,
  newSession,
  paidSession,
  payee,
  receiver,
  type TestPayments,
  testPayments,
} from '../test-payments-server.ts'

const ACCOUNT = { name: 'account', kind: 'account', secrets: ['whsec_account'] } as const
const CONNECT = { name: 'connect', kind: 'connect', secrets: ['whsec_connect'] } as const

async function pendingEvents({ stripe }: TestPayments): Promise<number> {
  return (await stripe.events.list({ delivery_success: false, limit: 100 })).data.length
}

describe('events', () => {
  it('are sent to the endpoint they are for, and verified by the SDK', async () => {
    const platform = await receiver()
    const partners = await receiver()
    await using payments = await testPayments({
      webhooks: [
        { ...ACCOUNT, url: platform.url },
        { ...CONNECT, url: partners.url },
      ],
      shuffleMs: 0,
    })
    const destination = await payee(payments)
    const { session } = await paidSession(payments, { destination })
    await eventually(() => pendingEvents(payments)).toBe(0)
    const types = platform.received.map(({ event }) => event.type).sort()
    expect(types).toEqual([
      'application_fee.created',
      'charge.succeeded',
      'checkout.session.completed',
      'payment_intent.created',
      'payment_intent.succeeded',
      'transfer.created',
    ])
    await eventually(() => partners.received.length).toBe(1)
    expect(partners.received[0]?.event).toMatchObject({ type: 'payment.created', account: destination })
    for (const { body, signature } of platform.received) {
      const event = payments.stripe.webhooks.constructEvent(body, signature, 'whsec_account')
      expect(event).toMatchObject({ object: 'event', livemode: false, api_version: '2026-10-28.endive' })
    }
    const completed = platform.received.find(({ event }) => event.type === 'checkout.session.completed')
    expect(completed?.event).toMatchObject({ data: { object: { id: session.id, payment_status: 'paid' } } })
    expect(() =>
      payments.stripe.webhooks.constructEvent(
        completed?.body ?? '',
        completed?.signature ?? '',
        'whsec_connect',
      ),
    ).toThrow()
  })

  it('are signed with both secrets while one is rotated', async () => {
    const { url, received } = await receiver()
    await using payments = await testPayments({
      webhooks: [{ ...ACCOUNT, url, secrets: ['whsec_new', 'whsec_old'] }],
      shuffleMs: 0,
    })
    const { id } = await payments.stripe.checkout.sessions.create(newSession())
    await payments.stripe.checkout.sessions.expire(id)
    await eventually(() => received.length).toBe(1)
    const [first] = received
    expect(first?.signature).toMatch(/^t=\d+,v1=[0-9a-f]{64},v1=[0-9a-f]{64}$/)
    for (const secret of ['whsec_new', 'whsec_old'])
      expect(
        payments.stripe.webhooks.constructEvent(first?.body ?? '', first?.signature ?? '', secret).type,
      ).toBe('checkout.session.expired')
  })

  it('are sent again until they are accepted, with the same id', async () => {
    let answers = 0
    const { url, received } = await receiver(() => (++answers < 3 ? 500 : 204))
    await using payments = await testPayments({ webhooks: [{ ...ACCOUNT, url }], shuffleMs: 0 })
    const { id } = await payments.stripe.checkout.sessions.create(newSession())
    await payments.stripe.checkout.sessions.expire(id)
    await eventually(() => received.length).toBe(1)
    const { data } = await payments.stripe.events.list({ delivery_success: false })
    expect(data).toMatchObject([{ type: 'checkout.session.expired', pending_webhooks: 1 }])
    for (const seconds of [10, 60]) await payments.control('clock', { seconds })
    await eventually(() => received.length).toBe(3)
    await eventually(() => pendingEvents(payments)).toBe(0)
    expect(new Set(received.map(({ event }) => event.id)).size).toBe(1)
    expect((await payments.stripe.events.list({ delivery_success: true })).data).toHaveLength(1)
  })

  it('that nobody accepts are given up after three days, and listed for thirty', async () => {
    const { url, received } = await receiver(() => 302)
    await using payments = await testPayments({ webhooks: [{ ...ACCOUNT, url }], shuffleMs: 0 })
    const { stripe, control } = payments
    const { id } = await stripe.checkout.sessions.create(newSession())
    await stripe.checkout.sessions.expire(id)
    await eventually(() => received.length).toBe(1)
    await control('clock', { seconds: 3 * 24 * 3600 + 1 })
    await eventually(() => received.length).toBe(2)
    await control('clock', { seconds: 24 * 3600 })
    expect(await pendingEvents(payments)).toBe(1)
    expect(received).toHaveLength(2)
    await control('clock', { seconds: 30 * 24 * 3600 })
    expect(await pendingEvents(payments)).toBe(0)
  })

  it('are listed by type, time and page', async () => {
    await using payments = await testPayments()
    const { stripe } = payments
    for (let count = 0; count < 3; count += 1) await paidSession(payments)
    const all = await stripe.events.list({ limit: 100 })
    const completed = await stripe.events.list({ types: ['checkout.session.completed', 'refund.created'] })
    expect(completed.data).toHaveLength(3)
    expect((await stripe.events.list({ type: 'charge.*' })).data).toHaveLength(3)
    const paged = await stripe.events.list({ limit: 5 }).autoPagingToArray({ limit: 100 })
    expect(paged.map(({ id }) => id)).toEqual(all.data.map(({ id }) => id))
    const [latest] = all.data
    expect((await stripe.events.list({ created: { gt: latest?.created ?? 0 } })).data).toEqual([])
    const back = await stripe.events.list({ ending_before: all.data[4]?.id ?? '', limit: 2 })
    expect(back.data.map(({ id }) => id)).toEqual(all.data.slice(2, 4).map(({ id }) => id))
    expect(await stripe.events.retrieve(latest?.id ?? '')).toMatchObject({ id: latest?.id })
  })
})

describe('events that are held', () => {
  it('are sent when a test asks, in its order and as often as it says', async () => {
    const { url, received } = await receiver()
    await using payments = await testPayments({ webhooks: [{ ...ACCOUNT, url }], holdWebhooks: true })
    const destination = await payee(payments)
    const { session, intent } = await paidSession(payments, { destination })
    expect(received).toEqual([])
    await payments.control('webhooks', { contains: 'nothing has this' })
    expect(received).toEqual([])
    await payments.control('webhooks', {
      contains: 'purchase1',
      order: 'reversed',
      types: ['checkout.session.completed', 'charge.succeeded'],
    })
    expect(received.map(({ event }) => event.type)).toEqual([
      'checkout.session.completed',
      'charge.succeeded',
    ])
    await payments.control('webhooks', {
      contains: intent.id,
      again: true,
      times: 10,
      atOnce: true,
      types: ['checkout.session.completed'],
    })
    expect(received.filter(({ event }) => event.type === 'checkout.session.completed')).toHaveLength(11)
    received.length = 0
    const shuffled = async (order: number) => {
      received.length = 0
      await payments.control('webhooks', { contains: session.id, again: true, order })
      return received.map(({ event }) => event.type)
    }
    expect(await shuffled(7)).toEqual(await shuffled(7))
  })

  it('can be tampered with, late, or signed with another secret', async () => {
    const { url, received } = await receiver()
    await using payments = await testPayments({ webhooks: [{ ...ACCOUNT, url }], holdWebhooks: true })
    await paidSession(payments)
    const contains = 'checkout.session.completed'
    const types = [contains]
    for (const manner of [{ tamper: true }, { skewSeconds: -301 }, { secrets: ['whsec_other'] }]) {
      await payments.control('webhooks', { contains, types, again: true, ...manner })
      const last = received.at(-1)
      expect(() =>
        payments.stripe.webhooks.constructEvent(
          last?.body ?? '',
          last?.signature ?? '',
          'whsec_account',
          300,
        ),
      ).toThrow()
    }
    expect(received).toHaveLength(3)
  })
})
