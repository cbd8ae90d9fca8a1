import { describe, expect, it } from 'vitest'
import { clockTime, momentOf } from './local-time.ts'

/** The moment as UTC, or null. */
function utcOf(shown: string, timeZone: string): string | null {
  const moment = momentOf(shown, timeZone)
  return moment === null ? null : new Date(moment).toISOString()
}

describe('a time that a partner types', () => {
  it.each([
    ['2026-11-22T18:00', 'UTC', '2026-11-22T18:00:00.000Z'],
    ['2026-11-22T18:00', 'Europe/Madrid', '2026-11-22T17:00:00.000Z'],
    ['2026-07-22T18:00', 'Europe/Madrid', '2026-07-22T16:00:00.000Z'],
    ['2026-11-22T18:00', 'Asia/Kathmandu', '2026-11-22T12:15:00.000Z'],
    ['2026-11-22T00:30', 'Pacific/Kiritimati', '2026-11-21T10:30:00.000Z'],
    ['2026-11-22T23:30', 'Pacific/Pago_Pago', '2026-11-23T10:30:00.000Z'],
  ])('%s in %s is %s', (shown, timeZone, expected) => {
    expect(utcOf(shown, timeZone)).toBe(expected)
    expect(clockTime(Date.parse(expected), timeZone)).toBe(shown)
  })

  it('does not exist if the clocks are put forward over it', () => {
    expect(utcOf('2027-03-14T02:30', 'America/New_York')).toBeNull()
    expect(utcOf('2027-03-14T01:59', 'America/New_York')).toBe('2027-03-14T06:59:00.000Z')
    expect(utcOf('2027-03-14T03:00', 'America/New_York')).toBe('2027-03-14T07:00:00.000Z')
  })

  it('is the first of two if the clocks are put back over it', () => {
    expect(utcOf('2026-11-01T01:30', 'America/New_York')).toBe('2026-11-01T05:30:00.000Z')
  })

  it('is none if it is no time', () => {
    expect(utcOf('', 'UTC')).toBeNull()
    expect(utcOf('tomorrow', 'UTC')).toBeNull()
  })
})
