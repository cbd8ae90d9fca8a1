import { describe, expect, it } from 'vitest'
import { newSession, sharedPayments } from '../test-payments-server.ts'

describe('an amount', async () => {
  const { stripe } = await sharedPayments()
  const create = (amount: number, currency: string) =>
    stripe.checkout.sessions.create(newSession({ amount, currency, fee: 0 }))

  it.each([
    [50, 'usd'],
    [50, 'jpy'],
    [99_999_999, 'usd'],
    [1500, 'czk'],
    [500, 'isk'],
    [1230, 'kwd'],
    [400, 'ugx'],
  ])('of %i %s is charged as it is', async (amount, currency) => {
    expect(await create(amount, currency)).toMatchObject({ amount_total: amount, currency })
  })

  it.each([
    [49, 'usd', 'amount_too_small'],
    [49, 'jpy', 'amount_too_small'],
    [0, 'bif', 'amount_too_small'],
    [100_000_000, 'usd', 'amount_too_large'],
    [501, 'isk', 'invalid_amount'],
    [1231, 'kwd', 'invalid_amount'],
    [500, 'xxx', undefined],
  ])('of %i %s is refused', async (amount, currency, code) => {
    await expect(create(amount, currency)).rejects.toMatchObject({ statusCode: 400, code })
  })
})
