import { describe, expect, it } from 'vitest'
import { faultsIn, moneyFaults } from './money-rules.ts'

describe('the rules of money', () => {
  it.each([
    ['price.amount / 100', 'converts'],
    ['100 * amount', 'converts'],
    ['amount / 10 ** digits', 'converts'],
    ['Number(amount) / 1000', 'converts'],
    ['(gross - fee) / 100', 'converts'],
    ['sale.feeAmount % 100', 'converts'],
    ['amount /= 100', 'converts'],
    ['amount.toFixed(2)', 'writes'],
    ['(amount + 1).toFixed(2)', 'writes'],
    ['price.amount.toLocaleString()', 'writes'],
    ["new Intl.NumberFormat('en', { style: 'currency', currency })", 'formats'],
    ['format.resolvedOptions().maximumFractionDigits', 'reads'],
  ])('refuse %s', (expression, what) => {
    const faults = faultsIn('web/a.ts', `\nexport const a = ${expression}\n`)
    expect(faults).toEqual([expect.stringMatching(new RegExp(`^web/a\\.ts:2 ${what}.*formatMoney`))])
  })

  it.each([
    'Math.floor(state.share * 100)',
    'price.amount + 1',
    'amount > 0',
    "new Intl.NumberFormat('en', { notation: 'compact', maximumFractionDigits: 1 })",
    '(bytes / 1_000).toFixed(1)',
  ])('allow %s', expression => {
    expect(faultsIn('web/a.ts', `export const a = ${expression}\n`)).toEqual([])
  })

  it('hold in the product', () => {
    expect(moneyFaults(process.cwd())).toEqual([])
  })
})
