import { expect, it } from 'vitest'
import { written } from './written.ts'

it.each([
  [499, 'USD', 'USD 4.99'],
  [5, 'USD', 'USD 0.05'],
  [0, 'EUR', 'EUR 0.00'],
  [-1_250, 'EUR', 'EUR -12.50'],
  [500, 'JPY', 'JPY 500'],
  [1_500, 'KWD', 'KWD 1.500'],
  [99_999_999, 'USD', 'USD 999999.99'],
])('[81] writes %i minor units of %s as %s', (amount, currency, text) => {
  expect(written({ amount, currency })).toBe(text)
})
