import type { Operations } from '#client'

export type ReelStatistics = Operations['getReelStatistics']['output']
export type PartnerStatistics = Operations['getStatistics']['output']

export interface Period {
  /** Days of the partner's time zone, both included, such as `2026-11-22`. */
  from: string
  to: string
}

const DAY = 24 * 60 * 60 * 1_000

/** The period that ends today in this time zone and has this many days. */
export function lastLocalDays(days: number, timeZone: string, now = Date.now()): Period {
  // Sweden writes dates as RFC 3339 does.
  const today = new Intl.DateTimeFormat('sv-SE', { timeZone, dateStyle: 'short' }).format(new Date(now))
  return { from: new Date(Date.parse(today) - (days - 1) * DAY).toISOString().slice(0, 10), to: today }
}

/** Seconds as people say them: `42 s`, `12 min`, `3.4 h`. */
export function durationText(seconds: number): string {
  const format = (value: number, unit: 'second' | 'minute' | 'hour') =>
    new Intl.NumberFormat(navigator.language, {
      style: 'unit',
      unit,
      unitDisplay: 'short',
      maximumFractionDigits: unit === 'hour' ? 1 : 0,
    }).format(value)
  if (seconds < 60) return format(seconds, 'second')
  return seconds < 3_600 ? format(seconds / 60, 'minute') : format(seconds / 3_600, 'hour')
}

/** A part of something as a percentage; a dash if there is nothing. */
export function percentText(part: number, whole: number): string {
  if (whole === 0) return '–'
  return new Intl.NumberFormat(navigator.language, { style: 'percent', maximumFractionDigits: 0 }).format(
    part / whole,
  )
}

/** The points of statistics as CSV (RFC 4180), with the names of the API. */
export function csvOf(series: readonly object[]): string {
  const names = Object.keys(series[0] ?? {})
  const rows = series.map(point => {
    const values = new Map<string, unknown>(Object.entries(point))
    return names.map(name => String(values.get(name) ?? ''))
  })
  return [names, ...rows].map(row => `${row.join(',')}\r\n`).join('')
}
