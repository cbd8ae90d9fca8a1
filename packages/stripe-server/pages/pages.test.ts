import { describe, expect, it } from 'vitest'
import { newSession, payee, sharedPayments } from '../test-payments-server.ts'

const SUCCESS = 'http://localhost:4000/purchases/1?session='

describe('the page of a checkout', async () => {
  const payments = await sharedPayments()
  const { stripe, control } = payments

  async function opened(changes: Record<string, unknown> = {}) {
    const destination = await payee(payments)
    const session = await stripe.checkout.sessions.create({ ...newSession({ destination }), ...changes })
    return { destination, ...session, url: String(session.url) }
  }
  function send(url: string, fields: Record<string, string>) {
    return fetch(url, { method: 'POST', redirect: 'manual', body: new URLSearchParams(fields) })
  }
  const GOOD = { email: 'buyer@example.com', card: '4242 4242 4242 4242', expiry: '12 / 34', cvc: '123' }

  it('shows what is bought, for how much, and runs no script', async () => {
    const { url } = await opened()
    const response = await fetch(url)
    const policy = response.headers.get('content-security-policy')
    expect(policy).toMatch(/^default-src 'none'; style-src 'sha256-/)
    expect(policy).toContain("form-action 'self' http://localhost:4000;")
    const page = await response.text()
    expect(page).toContain('<h1>Ocean waves</h1>')
    expect(page).toContain('$4.99')
    expect(page).toContain('value="buyer@example.com"')
    expect(page).not.toContain('<script')
  })

  it('escapes what the platform calls it', async () => {
    const name = '"><img src=x onerror=alert(1)>'
    const [item] = newSession().line_items ?? []
    const priced = { currency: 'usd', unit_amount: 499, product_data: { name } }
    const { url } = await opened({ line_items: [{ ...item, price_data: priced }] })
    const page = await (await fetch(url)).text()
    expect(page).not.toContain('<img')
    expect(page).toContain('&lt;img')
  })

  it('takes a card and leads back with the id of the session', async () => {
    const { url, id } = await opened()
    const response = await send(url, GOOD)
    expect([response.status, response.headers.get('location')]).toEqual([303, SUCCESS + id])
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
      payment_status: 'paid',
      customer_details: { email: 'buyer@example.com' },
    })
  })

  it.each([
    [{ ...GOOD, email: 'nobody' }, 'Your email is invalid.'],
    [{ ...GOOD, card: '' }, 'Your card number is incomplete.'],
    [{ ...GOOD, card: '4242 4242 4242 4241' }, 'Your card number is invalid.'],
    [{ ...GOOD, expiry: '13 / 34' }, 'expiration date is incomplete'],
    [{ ...GOOD, expiry: '01 / 20' }, 'expiration date is in the past'],
    [{ ...GOOD, cvc: '1' }, 'security code is incomplete'],
  ])('says what is wrong with a field: %o', async (fields, words) => {
    const { url, id } = await opened()
    const response = await send(url, fields)
    expect(response.status).toBe(200)
    expect((await response.text()).replaceAll('&#39;', "'")).toContain(words)
    expect((await stripe.checkout.sessions.retrieve(id)).payment_intent).toBeNull()
  })

  it('lets the buyer try another card after one that was declined', async () => {
    const { url, id } = await opened()
    const declined = await send(url, { ...GOOD, card: '4000000000000002' })
    expect(await declined.text()).toContain('Your card was declined.')
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent'] })
    expect(session).toMatchObject({
      status: 'open',
      payment_intent: { status: 'requires_payment_method', last_payment_error: { code: 'card_declined' } },
    })
    await send(url, GOOD)
    const paid = await stripe.checkout.sessions.retrieve(id)
    expect(paid.payment_intent).toBe((session.payment_intent as { id: string }).id)
    expect(paid.payment_status).toBe('paid')
  })

  it('asks for 3-D Secure, which can be failed and then completed', async () => {
    const { url, id } = await opened()
    const challenge = (await send(url, { ...GOOD, card: '4000002500003155' })).headers.get('location') ?? ''
    expect(await (await fetch(challenge)).text()).toContain('Confirm your payment')
    const failed = await send(challenge, { answer: 'fail' })
    expect(await failed.text()).toContain('We are unable to authenticate your payment method')
    expect((await stripe.checkout.sessions.retrieve(id)).status).toBe('open')
    // The page of the first attempt is over.
    expect((await fetch(challenge, { redirect: 'manual' })).headers.get('location')).toBe(url)
    const again = (await send(url, { offered: '4000002500003155' })).headers.get('location') ?? ''
    expect((await send(again, { answer: 'complete' })).headers.get('location')).toBe(SUCCESS + id)
    // Sent twice: it was paid once.
    expect((await send(again, { answer: 'complete' })).status).toBe(200)
    const { data } = await stripe.charges.list({
      payment_intent: String((await stripe.checkout.sessions.retrieve(id)).payment_intent),
    })
    expect(data.map(({ status }) => status)).toEqual(['succeeded', 'failed'])
  })

  it('takes a debit, which is paid or fails later', async () => {
    const [good, bad] = [await opened(), await opened()]
    for (const { url, id } of [good, bad]) {
      expect((await send(url, { method: 'bank' })).headers.get('location')).toBe(SUCCESS + id)
      expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
        status: 'complete',
        payment_status: 'unpaid',
      })
    }
    const { payment_intent } = await stripe.checkout.sessions.retrieve(bad.id)
    await control('debits', { payment_intent, paid: false })
    await control('clock', { seconds: 61 })
    expect(await stripe.checkout.sessions.retrieve(good.id)).toMatchObject({ payment_status: 'paid' })
    expect(await stripe.checkout.sessions.retrieve(bad.id)).toMatchObject({ payment_status: 'unpaid' })
    const types = ['checkout.session.async_payment_succeeded', 'checkout.session.async_payment_failed']
    expect((await stripe.events.list({ types })).data.map(({ type }) => type).sort()).toEqual(
      types.toSorted(),
    )
  })

  it('says that it is over once it is paid or expired', async () => {
    const paid = await opened()
    await send(paid.url, GOOD)
    expect(await (await fetch(paid.url)).text()).toContain('You have already paid.')
    expect((await send(paid.url, GOOD)).status).toBe(200)
    expect(
      (
        await stripe.charges.list({
          payment_intent: String((await stripe.checkout.sessions.retrieve(paid.id)).payment_intent),
        })
      ).data,
    ).toHaveLength(1)
    const late = await opened({ expires_at: Math.floor(Date.now() / 1000) + 24 * 3600 })
    await control('expire', { session: late.id })
    const page = await fetch(late.url)
    expect([page.status, await page.text()]).toEqual([
      410,
      expect.stringContaining('http://localhost:4000/reels/1'),
    ])
    expect((await fetch(`${payments.url}/c/pay/cs_test_none`)).status).toBe(404)
  })

  it('takes no money for a partner who can no longer be paid', async () => {
    const { url, id, destination } = await opened()
    await control('accounts', {
      account: destination,
      status: 'restricted',
      missing: ['identity.individual.address'],
    })
    expect(await (await send(url, GOOD)).text()).toContain('Your destination account needs')
    expect(await stripe.checkout.sessions.retrieve(id)).toMatchObject({
      payment_status: 'unpaid',
      status: 'open',
    })
  })

  it('of the receipt shows what was paid and what came back', async () => {
    const { url, id } = await opened()
    await send(url, GOOD)
    const session = await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] })
    const intent = session.payment_intent as { latest_charge: { id: string; receipt_url: string } }
    await stripe.refunds.create({ charge: intent.latest_charge.id, amount: 99 })
    const receipt = await (await fetch(intent.latest_charge.receipt_url)).text()
    expect(receipt).toContain('$4.99')
    expect(receipt).toContain('Refunded: $0.99')
  })
})
