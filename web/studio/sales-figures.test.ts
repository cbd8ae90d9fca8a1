import { describe, expect, it } from 'vitest'
import { currenciesOf, everyDay, lastDays, sumOf } from './sales-figures.ts'

const day = (key: string, currency: string, sales: number) => ({
  key,
  currency,
  sales,
  gross: sales * 500,
  refunded: 0,
  disputed: 0,
  fees: sales * 75,
  net: sales * 425,
})
const DAYS = [day('2026-11-01', 'JPY', 1), day('2026-11-01', 'USD', 2), day('2026-11-03', 'USD', 1)]

describe('the figures of sales', () => {
  it('cover the last days, today included', () => {
    expect(lastDays(7, Date.parse('2026-03-02T23:59:00Z'))).toEqual({ from: '2026-02-24', to: '2026-03-02' })
  })

  it('have every day of one currency, also those without a sale', () => {
    const all = everyDay(DAYS, 'USD', { from: '2026-11-01', to: '2026-11-04' })
    expect(all.map(({ key, sales }) => [key, sales])).toEqual([
      ['2026-11-01', 2],
      ['2026-11-02', 0],
      ['2026-11-03', 1],
      ['2026-11-04', 0],
    ])
    expect(sumOf(all)).toEqual({ sales: 3, gross: 1_500, refunded: 0, disputed: 0, fees: 225, net: 1_275 })
  })

  it('begin with the currency that has most sales', () => {
    expect(currenciesOf(DAYS)).toEqual(['USD', 'JPY'])
    expect(currenciesOf([])).toEqual([])
  })
})
