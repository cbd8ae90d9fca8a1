import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { limits } from '../api/limits.ts'
import { sampleLimits } from '../api/sample-limits.ts'
import { countText, dateText, hueOf, priceText, sizeText, timeAgoText } from './amounts.ts'

const NOW = '2026-05-20T12:00:00.000Z'

beforeEach(() => {
  vi.useFakeTimers({ now: new Date(NOW), toFake: ['Date'] })
  vi.stubGlobal('navigator', { language: 'en-US' })
})
afterEach(() => {
  vi.useRealTimers()
  vi.unstubAllGlobals()
})

describe('a price', () => {
  beforeEach(() => {
    limits.value = sampleLimits()
  })

  it('is shown in major units of its currency', () => {
    expect(priceText({ amount: 0, currency: 'USD' })).toBe('Free')
    expect(priceText({ amount: 5, currency: 'USD' })).toBe('$0.05')
    expect(priceText({ amount: 123_456, currency: 'EUR' })).toBe('€1,234.56')
    expect(priceText({ amount: 500, currency: 'JPY' })).toBe('¥500')
    expect(priceText({ amount: 49_900, currency: 'HUF' })).toBe('HUF\u00a0499.00')
  })

  it('is shown as the reader writes money', () => {
    vi.stubGlobal('navigator', { language: 'de-DE' })
    expect(priceText({ amount: 499, currency: 'EUR' })).toBe('4,99\u00a0€')
  })

  it('is not guessed if the decimal places of its currency are not known', () => {
    expect(priceText({ amount: 499, currency: 'BGN' })).toBe('Paid')
    limits.value = null
    expect(priceText({ amount: 499, currency: 'USD' })).toBe('Paid')
    expect(priceText({ amount: 0, currency: 'USD' })).toBe('Free')
  })
})

it('shortens large counts', () => {
  expect([0, 999, 1_204, 25_000, 1_500_000].map(countText)).toEqual(['0', '999', '1.2K', '25K', '1.5M'])
})

it('shows sizes in kilobytes and megabytes of 1,000', () => {
  expect([0, 1_500, 999_949, 1_000_000, 104_857_600].map(sizeText)).toEqual([
    '0 kB',
    '1.5 kB',
    '999.9 kB',
    '1 MB',
    '104.9 MB',
  ])
})

describe('a time', () => {
  /** The text for a time so many seconds ago. */
  function ago(seconds: number): string {
    return timeAgoText(new Date(Date.parse(NOW) - seconds * 1_000).toISOString())
  }

  it('is relative for a month', () => {
    expect([0, 59, 60, 3_599].map(ago)).toEqual([
      'this minute',
      'this minute',
      '1 minute ago',
      '59 minutes ago',
    ])
    expect([3_600, 86_399, 86_400, 30 * 86_400].map(ago)).toEqual([
      '1 hour ago',
      '23 hours ago',
      'yesterday',
      '30 days ago',
    ])
  })

  it('is a date after that', () => {
    expect(ago(31 * 86_400)).toBe(dateText('2026-04-19T12:00:00.000Z'))
    expect(dateText('2026-04-19T12:00:00.000Z')).toMatch(/^Apr \d\d, 2026$/)
  })
})

it('gives each id a hue, and ids of the same moment hues that are far apart', () => {
  const hues = [1, 2, 3].map(digit => hueOf(`66f0c0ffee66f0c0ffee000${digit}`))
  for (const hue of hues) expect(hue >= 0 && hue < 360).toBe(true)
  const [first = 0, second = 0, third = 0] = hues
  expect(Math.abs(first - second)).toBeGreaterThan(90)
  expect(Math.abs(second - third)).toBeGreaterThan(90)
})
