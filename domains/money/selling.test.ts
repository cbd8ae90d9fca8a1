import { describe, expect, it } from 'vitest'
import { CURRENCIES } from './currencies.ts'
import { currenciesSoldIn, isSoldIn, shareOf } from './selling.ts'

// Stripe counts none of these as ISO 4217 does: https://docs.stripe.com/currencies
const DIFFERENT_AT_STRIPE = ['ISK', 'UGX', 'MGA', 'BHD', 'IQD', 'JOD', 'KWD', 'OMR', 'TND', 'HUF', 'TWD']

describe('what is sold', () => {
  it('[81] is never free, and never below the minimum of its currency', () => {
    for (const { code, minimum } of currenciesSoldIn()) {
      expect([0, 1, minimum - 1].map(amount => isSoldIn({ amount, currency: code }))).toEqual(
        [0, 1, minimum - 1].map(() => false),
      )
      expect(isSoldIn({ amount: minimum, currency: code })).toBe(true)
      expect(isSoldIn({ amount: 99_999_999, currency: code })).toBe(true)
    }
  })

  it('[81] has no currency whose minor units Stripe counts in another way', () => {
    expect(DIFFERENT_AT_STRIPE.map(currency => isSoldIn({ amount: 100_000, currency }))).toEqual(
      DIFFERENT_AT_STRIPE.map(() => false),
    )
    const known = new Set(CURRENCIES.map(({ code }) => code))
    expect(currenciesSoldIn().filter(({ code }) => !known.has(code))).toEqual([])
  })
})

describe('a share of an amount', () => {
  it('is in whole minor units, for any percentage', () => {
    expect(shareOf(499, 1_500)).toBe(75)
    expect(shareOf(50, 1_500)).toBe(8)
    expect(shareOf(99_999_999, 1_250)).toBe(12_500_000)
    expect([shareOf(499, 0), shareOf(499, 10_000)]).toEqual([0, 499])
  })
})
