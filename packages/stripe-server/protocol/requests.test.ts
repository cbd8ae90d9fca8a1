import type Stripe from 'stripe'
import { describe, expect, it } from 'vitest'
import { connect, NEW_ACCOUNT, newSession, SECRET_KEY, sharedPayments } from '../test-payments-server.ts'

describe('a request', async () => {
  const payments = await sharedPayments()
  const { stripe, url } = payments

  async function send(path: string, { method = 'GET', body, key = SECRET_KEY, headers = {} }: Sending = {}) {
    const response = await fetch(url + path, {
      method,
      headers: { ...(key !== null && { authorization: `Bearer ${key}` }), ...headers },
      ...(body !== undefined && { body }),
    })
    const text = await response.text()
    const answer: { error?: { type: string; code?: string; message: string; param?: string } } =
      JSON.parse(text)
    return { status: response.status, headers: response.headers, ...answer }
  }

  it('needs the secret key, as a bearer token or as the user of basic access', async () => {
    expect((await send('/v1/balance')).status).toBe(200)
    const basic = `Basic ${Buffer.from(`${SECRET_KEY}:`).toString('base64')}`
    expect((await send('/v1/balance', { key: null, headers: { authorization: basic } })).status).toBe(200)
    expect(await send('/v1/balance', { key: null })).toMatchObject({
      status: 401,
      error: { message: expect.stringContaining('You did not provide an API key') },
    })
    const refused = await send('/v1/balance', { key: 'sk_test_of_somebody_else' })
    expect(refused).toMatchObject({
      status: 401,
      error: { message: 'Invalid API Key provided: sk_test_********else' },
    })
    await expect(connect(payments.port, 'sk_test_other').balance.retrieve()).rejects.toMatchObject({
      type: 'StripeAuthenticationError',
    })
  })

  it('gets its id and the version, and no other version', async () => {
    const { headers } = await send('/v1/balance')
    expect(headers.get('request-id')).toMatch(/^req_\w{14}$/)
    expect(headers.get('stripe-version')).toBe('2026-10-28.endive')
    const other = await send('/v1/balance', { headers: { 'stripe-version': '2024-06-20' } })
    expect(other).toMatchObject({ status: 400, error: { message: expect.stringContaining('2024-06-20') } })
    expect((await send('/v2/core/accounts/acct_none')).error?.code).toBe('parameter_missing')
  })

  it('to an address that there is not is refused', async () => {
    const message = expect.stringContaining('Unrecognized request URL (GET: /v1/customers)')
    expect(await send('/v1/customers')).toMatchObject({ status: 404, error: { message } })
    expect((await send('/v1/refunds/re_1', { method: 'DELETE' })).status).toBe(404)
    expect((await send('/v2/core/customers')).error?.message).toContain('Unrecognized request URL')
  })

  // The ids in addresses are random, and may end like a version of the API.
  it.each([
    '/setup/acct_1/form/link_v1',
    '/setup/acct_1/form/link_v2',
    '/c/pay/cs_test_v2',
    '/receipts/ch_v1',
  ])('to the page %s is not one of the API', async path => {
    for (const method of ['GET', 'POST']) {
      const page = await fetch(`${payments.url}${path}`, { method })
      expect([page.status, page.headers.get('content-type')]).toEqual([404, 'text/html; charset=utf-8'])
    }
  })

  it('for an account that there is not is refused', async () => {
    await expect(stripe.balance.retrieve({}, { stripeContext: 'acct_none' })).rejects.toMatchObject({
      type: 'StripePermissionError',
      code: 'account_invalid',
    })
  })

  it.each([
    ['an unknown parameter', 'amuont=1', 'parameter_unknown', 'amuont', 'Received unknown parameter: amuont'],
    ['a missing one', '', 'parameter_missing', 'amount', 'Missing required param: amount.'],
    [
      'an empty one',
      'amount=1&currency=',
      'parameter_invalid_empty',
      'currency',
      /You passed an empty string/,
    ],
    ['a text for a number', 'amount=ten', 'parameter_invalid_integer', 'amount', 'Invalid integer: ten'],
    ['a fraction', 'amount=4.99', 'parameter_invalid_integer', 'amount', 'Invalid integer: 4.99'],
    ['a negative amount', 'amount=-1', 'parameter_invalid_integer', 'amount', 'Invalid non-negative integer'],
    ['an object for a text', 'amount=1&currency[a]=b', undefined, 'currency', 'Invalid string'],
    [
      'a list for an object',
      'amount=1&currency=usd&destination=a&metadata=b',
      undefined,
      'metadata',
      /Invalid metadata/,
    ],
  ])('with %s is refused by its name', async (_, body, code, param, message) => {
    const { status, error } = await send('/v1/transfers', { method: 'POST', body })
    expect({ status, param: error?.param, code: error?.code }).toEqual({ status: 400, param, code })
    expect(error?.message).toMatch(message)
  })

  it('names a parameter within others', async () => {
    const given = newSession()
    const [item] = given.line_items ?? []
    const wrong = { ...given, line_items: [{ ...item, price_data: { ...item?.price_data, prise: 1 } }] }
    await expect(
      stripe.checkout.sessions.create(wrong as Stripe.Checkout.SessionCreateParams),
    ).rejects.toMatchObject({ code: 'parameter_unknown', param: 'line_items[0][price_data][prise]' })
  })

  it('in JSON is refused by the same rules', async () => {
    const headers = { 'stripe-version': '2026-10-28.endive' }
    const post = (body: unknown) =>
      send('/v2/core/accounts', { method: 'POST', body: JSON.stringify(body), headers })
    expect((await post({ ...NEW_ACCOUNT, contact: 'x' })).error).toMatchObject({
      code: 'parameter_unknown',
      param: 'contact',
    })
    expect((await post({})).error).toMatchObject({ code: 'parameter_missing', param: 'configuration' })
    expect((await send('/v2/core/accounts', { method: 'POST', body: '{', headers })).status).toBe(400)
  })

  it('with a value that is no list, no name or too deep is refused', async () => {
    for (const body of ['[a]=1', 'a[=1', 'amount[0][1]=2&amount[0]=1', `a${'[b]'.repeat(30)}=1`]) {
      expect((await send('/v1/transfers', { method: 'POST', body })).status, body).toBe(400)
    }
    const many = Array.from({ length: 1001 }, (_, index) => `a${index}=1`).join('&')
    expect((await send('/v1/transfers', { method: 'POST', body: many })).status).toBe(400)
    expect((await send('/v1/transfers', { method: 'POST', body: 'x'.repeat(300_000) })).status).toBe(413)
  })

  it('takes no name for special', async () => {
    const { error } = await send('/v1/transfers', { method: 'POST', body: '__proto__[amount]=1' })
    expect(error).toMatchObject({ code: 'parameter_unknown', param: '__proto__' })
    expect((await send('/v1/charges/__proto__')).status).toBe(404)
  })

  it('cannot expand what there is not', async () => {
    const { id } = await stripe.checkout.sessions.create(newSession())
    await expect(stripe.checkout.sessions.retrieve(id, { expand: ['currency'] })).rejects.toMatchObject({
      message: 'This property cannot be expanded (currency).',
    })
    expect(
      await stripe.checkout.sessions.retrieve(id, { expand: ['payment_intent.latest_charge'] }),
    ).toMatchObject({ payment_intent: null })
  })
})

interface Sending {
  method?: string
  body?: string
  key?: string | null
  headers?: Record<string, string>
}
