import { describe, expect, it } from 'vitest'
import { eventually, newSession, payee, sharedPayments } from '../test-payments-server.ts'

describe('an idempotency key', async () => {
  const payments = await sharedPayments()
  const { stripe, control } = payments
  const count = async () => (await stripe.checkout.sessions.list({ limit: 100 })).data.length

  it('makes a repetition answer the same, without doing the work again', async () => {
    const first = await stripe.checkout.sessions.create(newSession(), { idempotencyKey: 'once' })
    const before = await count()
    const again = await stripe.checkout.sessions.create(newSession(), { idempotencyKey: 'once' })
    expect(again).toEqual(first)
    expect(again.lastResponse.headers).toMatchObject({
      'idempotent-replayed': 'true',
      'idempotency-key': 'once',
    })
    expect(again.lastResponse.headers['original-request']).toBe(first.lastResponse.requestId)
    expect(await count()).toBe(before)
  })

  it('cannot be used for other parameters, or for another address', async () => {
    const options = { idempotencyKey: 'taken' }
    const { id } = await stripe.checkout.sessions.create(newSession(), options)
    await expect(stripe.checkout.sessions.create(newSession({ amount: 500 }), options)).rejects.toMatchObject(
      {
        type: 'StripeIdempotencyError',
        message: expect.stringContaining('the same parameters'),
      },
    )
    await expect(stripe.checkout.sessions.expire(id, {}, options)).rejects.toMatchObject({
      type: 'StripeIdempotencyError',
      message: expect.stringContaining('the same endpoint'),
    })
  })

  it('keeps a refusal of the work, but not one of the parameters', async () => {
    const { id } = await stripe.checkout.sessions.create(newSession())
    await stripe.checkout.sessions.expire(id)
    const kept = { idempotencyKey: 'kept' }
    await expect(stripe.checkout.sessions.expire(id, {}, kept)).rejects.toMatchObject({ statusCode: 400 })
    await expect(stripe.checkout.sessions.expire(id, {}, kept)).rejects.toMatchObject({
      headers: { 'idempotent-replayed': 'true' },
    })
    const forgotten = { idempotencyKey: 'forgotten' }
    const wrong = { ...newSession(), success_url: 'nowhere' }
    await expect(stripe.checkout.sessions.create(wrong, forgotten)).rejects.toMatchObject({
      code: 'url_invalid',
    })
    expect(await stripe.checkout.sessions.create(newSession(), forgotten)).toMatchObject({ status: 'open' })
  })

  it('is of one account', async () => {
    const [one, two] = [await payee(payments), await payee(payments)]
    const options = { idempotencyKey: 'shared' }
    for (const account of [one, two]) {
      await expect(
        stripe.payouts.create({ amount: 100, currency: 'usd' }, { ...options, stripeContext: account }),
      ).rejects.toMatchObject({
        code: 'balance_insufficient',
        headers: expect.not.objectContaining({ 'idempotent-replayed': 'true' }),
      })
    }
  })

  it('of a request that is under way is refused with 409', async () => {
    await control('faults', { fault: 'hang', times: 1, when: { contains: 'under-way' } })
    const leaving = new AbortController()
    const first = fetch(`${payments.url}/v1/refunds`, {
      method: 'POST',
      headers: { 'idempotency-key': 'under-way' },
      signal: leaving.signal,
    }).catch((error: unknown) => error)
    const seen = async () => (await fetch(`${payments.url}/_requests?contains=under-way`)).text()
    await eventually(seen).not.toBe('[]')
    const create = () => stripe.checkout.sessions.create(newSession(), { idempotencyKey: 'under-way' })
    await expect(create()).rejects.toMatchObject({
      type: 'StripeAPIError',
      statusCode: 409,
      code: 'idempotency_key_in_use',
    })
    leaving.abort()
    await first
    await eventually(() =>
      create().then(
        ({ status }) => status,
        () => 'in use',
      ),
    ).toBe('open')
  })

  it('is forgotten after a day', async () => {
    const options = { idempotencyKey: 'yesterday' }
    const { id } = await stripe.checkout.sessions.create(newSession(), options)
    await control('clock', { seconds: 24 * 3600 + 1 })
    expect((await stripe.checkout.sessions.create(newSession(), options)).id).not.toBe(id)
  })
})
