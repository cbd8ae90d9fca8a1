import { describe, expect, it } from 'vitest'
import { dayOf, daysBetween, hourOf } from './local-days.ts'

describe('a day of a time zone', () => {
  it.each([
    ['2026-11-25T18:14:59.999Z', 'Asia/Kathmandu', '2026-11-25', 23],
    ['2026-11-25T18:15:00.000Z', 'Asia/Kathmandu', '2026-11-26', 0],
    ['2026-03-08T06:59:00.000Z', 'America/New_York', '2026-03-08', 1],
    ['2026-03-08T07:00:00.000Z', 'America/New_York', '2026-03-08', 2],
    ['2026-11-01T05:30:00.000Z', 'America/New_York', '2026-11-01', 1],
    ['2026-11-01T06:30:00.000Z', 'America/New_York', '2026-11-01', 2],
    ['2026-11-02T04:59:59.999Z', 'America/New_York', '2026-11-01', 24],
    ['2026-11-02T05:00:00.000Z', 'America/New_York', '2026-11-02', 0],
    ['2026-11-25T23:30:00.000Z', 'UTC', '2026-11-25', 23],
  ])('has %s in %s: %s, hour %i', (time, timeZone, date, hour) => {
    const day = dayOf(new Date(time), timeZone)
    expect(day.date).toBe(date)
    expect(hourOf(new Date(time), day)).toBe(hour)
  })

  it('has 23 or 25 hours when the clock is changed', () => {
    const days = [
      ...daysBetween('2026-03-07', '2026-03-09', 'America/New_York'),
      ...daysBetween('2026-10-31', '2026-11-02', 'America/New_York'),
    ]
    expect(days.map(({ hours }) => hours)).toEqual([24, 23, 24, 24, 25, 24])
    expect(days[1]?.startsAt.toISOString()).toBe('2026-03-08T05:00:00.000Z')
  })
})
