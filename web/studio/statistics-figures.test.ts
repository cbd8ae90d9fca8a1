import { describe, expect, it } from 'vitest'
import { csvOf, lastLocalDays, percentText } from './statistics-figures.ts'

describe('a period of statistics', () => {
  it.each([
    ['Asia/Kathmandu', '2026-11-25T18:16:00.000Z', { from: '2026-11-20', to: '2026-11-26' }],
    ['America/New_York', '2026-11-26T04:59:00.000Z', { from: '2026-11-19', to: '2026-11-25' }],
    ['UTC', '2026-03-01T00:00:00.000Z', { from: '2026-02-23', to: '2026-03-01' }],
  ])('of seven days ends today in %s', (timeZone, now, period) => {
    expect(lastLocalDays(7, timeZone, Date.parse(now))).toEqual(period)
  })
})

describe('an export', () => {
  it('has a line for each point, and nothing for what is not told', () => {
    const series = [
      { at: '2026-11-25', views: 7, watchSeconds: 20.5 },
      { at: '2026-11-26', views: null, watchSeconds: 0 },
    ]
    expect(csvOf(series)).toBe('at,views,watchSeconds\r\n2026-11-25,7,20.5\r\n2026-11-26,,0\r\n')
    expect(csvOf([])).toBe('\r\n')
  })
})

it('is no percentage of nothing', () => {
  expect(percentText(0, 0)).toBe('–')
})
