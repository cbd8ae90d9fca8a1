import { describe, expect, it } from 'vitest'
import {
  connect,
  newSession,
  sharedPayments,
  type TestPayments,
  testPayments,
} from '../test-payments-server.ts'

async function ask({ url }: TestPayments, fault: unknown) {
  const response = await fetch(`${url}/_faults`, { method: 'POST', body: JSON.stringify(fault) })
  const answer: { id?: string } = JSON.parse(await response.text())
  return { status: response.status, id: answer.id ?? '' }
}

describe('a fault bound to a purchase', async () => {
  const payments = await sharedPayments()
  const { stripe, url } = payments

  /** What the client gets, whether the work was done, and what a repetition with the same key gets then. */
  async function meet(fault: string, more: Record<string, unknown> = {}, timeout = 4000) {
    const idempotencyKey = `purchase:${fault}${JSON.stringify(more)}`
    const create = (options: { timeout?: number } = {}) =>
      stripe.checkout.sessions.create(newSession(), { idempotencyKey, ...options })
    await ask(payments, { when: { method: 'POST', contains: idempotencyKey }, fault, times: 1, ...more })
    const before = await count()
    const outcome: unknown = await create({ timeout }).catch((error: unknown) => error)
    const isDone = (await count()) > before
    const again = await create()
    return { outcome, isDone, isRepeated: again.lastResponse.headers['idempotent-replayed'] === 'true' }
  }
  const count = async () => (await stripe.checkout.sessions.list({ limit: 100 })).data.length

  it.each([
    ['status', { status: 500 }, { type: 'StripeAPIError', statusCode: 500 }],
    ['rate-limit', {}, { type: 'StripeRateLimitError', statusCode: 429, code: 'rate_limit' }],
    // The SDK always repeats a request once whose connection was closed.
    ['cut', { times: 2 }, { type: 'StripeConnectionError' }],
    ['nonsense', {}, { type: 'StripeAPIError', message: expect.stringContaining('Invalid JSON') }],
    ['nonsense', { body: '{"id":' }, { type: 'StripeAPIError' }],
  ])('"%s" %o does nothing', async (fault, more, error) => {
    expect(await meet(fault, more)).toMatchObject({ outcome: error, isDone: false, isRepeated: false })
  })

  it.each([
    ['do-then-fail', { status: 503 }, { type: 'StripeAPIError', statusCode: 503 }],
    ['do-then-cut', { times: 2 }, { type: 'StripeConnectionError' }],
    ['cut-response', {}, {}],
  ])('"%s" does what was asked, and the key finds it again', async (fault, more, error) => {
    expect(await meet(fault, more)).toMatchObject({ outcome: error, isDone: true, isRepeated: true })
  })

  it('"hang" and "do-then-hang" answer nothing', async () => {
    const error = {
      type: 'StripeConnectionError',
      message: expect.stringContaining('aborted due to timeout'),
    }
    expect(await meet('hang', {}, 150)).toMatchObject({ outcome: error, isDone: false })
    expect(await meet('do-then-hang', {}, 150)).toMatchObject({
      outcome: error,
      isDone: true,
      isRepeated: true,
    })
  })

  it('"slow" answers later', async () => {
    const started = performance.now()
    expect(await meet('slow', { milliseconds: 80 })).toMatchObject({
      outcome: { object: 'checkout.session' },
    })
    expect(performance.now() - started).toBeGreaterThan(75)
  })

  it('is repeated away by the SDK, which does the work once', async () => {
    await ask(payments, { when: { contains: 'repeated' }, fault: 'do-then-cut', times: 1 })
    const before = await count()
    const { id } = await connect(payments.port).checkout.sessions.create(newSession(), {
      idempotencyKey: 'repeated',
      maxNetworkRetries: 1,
    })
    expect(await count()).toBe(before + 1)
    const seen = await fetch(`${url}/_requests?contains=repeated`)
    const requests: { status: number | null }[] = JSON.parse(await seen.text())
    expect(requests.map(({ status }) => status)).toEqual([null, 200])
    expect(id).toMatch(/^cs_test_/)
  })

  it('is found in the body as it was written and as it is meant', async () => {
    await ask(payments, { when: { contains: 'a title & more' }, fault: 'status', status: 418, times: 1 })
    const [item] = newSession().line_items ?? []
    const priced = { currency: 'usd', unit_amount: 499, product_data: { name: 'a title & more' } }
    const session = { ...newSession(), line_items: [{ ...item, price_data: priced }] }
    await expect(stripe.checkout.sessions.create(session)).rejects.toMatchObject({ statusCode: 418 })
  })
})

describe('test controls', () => {
  it.each([
    {},
    { fault: 'explode' },
    { fault: 'cut', when: { folder: '/a' } },
    { fault: 'cut', time: 1 },
    [],
  ])('refuse a fault that is malformed: %j', async fault => {
    await using payments = await testPayments()
    expect((await ask(payments, fault)).status).toBe(400)
  })

  it('remove faults, one or all', async () => {
    await using payments = await testPayments()
    const status = async () => (await fetch(`${payments.url}/c/pay/none`)).status
    const { id } = await ask(payments, { fault: 'status', status: 418 })
    expect(await status()).toBe(418)
    expect((await fetch(`${payments.url}/_faults/${id}`, { method: 'DELETE' })).status).toBe(204)
    expect((await fetch(`${payments.url}/_faults/${id}`, { method: 'DELETE' })).status).toBe(404)
    expect(await status()).toBe(404)
    await ask(payments, { fault: 'cut' })
    await fetch(`${payments.url}/_faults`, { method: 'DELETE' })
    expect(await status()).toBe(404)
  })

  it('refuse what they do not know', async () => {
    await using payments = await testPayments()
    await expect(payments.control('explode')).rejects.toThrow('There is no such test control.')
    await expect(payments.control('pay', { sesion: 'cs_test_1' })).rejects.toThrow('400')
    await expect(payments.control('pay', { session: 'cs_test_none' })).rejects.toThrow(
      'No such checkout.session',
    )
  })

  it('are closed by default', async () => {
    await using payments = await testPayments({ controls: false })
    for (const path of ['/_faults', '/_pay', '/_clock', '/_webhooks', '/_requests', '/_ledger'])
      expect((await fetch(payments.url + path, { method: 'POST', body: '{}' })).status, path).toBe(404)
  })

  it('that hang do not keep the server from closing', async () => {
    await using payments = await testPayments()
    await ask(payments, { fault: 'hang', when: { path: '/c/' } })
    const stuck = fetch(`${payments.url}/c/pay/none`).catch(() => 'cut')
    const seen = async (): Promise<void> => {
      const requests = await fetch(`${payments.url}/_requests?contains=none`)
      if ((await requests.text()) === '[]') return seen()
    }
    await seen()
    await payments.close()
    expect(await stuck).toBe('cut')
  })
})
