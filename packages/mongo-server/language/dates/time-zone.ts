import { MongoError } from '../values/errors.ts'

export const MINUTE = 60_000
export const HOUR = 60 * MINUTE
export const DAY = 24 * HOUR

const formats = new Map<string, Intl.DateTimeFormat>()

/**
 * How many milliseconds local time is ahead of UTC at an instant. Zones are Olson names or offsets such as `+02:00`.
 */
export function zoneOffset(zone: unknown, instant: number): number {
  if (zone === undefined || zone === 'UTC' || zone === 'GMT' || zone === 'Z') return 0
  if (typeof zone !== 'string') throw new MongoError(40517, 'timezone must evaluate to a string')
  const fixed = /^([+-])(\d{2}):?(\d{2})?$/.exec(zone)
  if (fixed !== null) {
    const size = Number(fixed[2]) * HOUR + Number(fixed[3] ?? 0) * MINUTE
    return fixed[1] === '-' ? -size : size
  }
  const parts: { [type: string]: string } = {}
  for (const { type, value } of formatFor(zone).formatToParts(instant)) parts[type] = value
  const year = parts['era'] === 'BC' ? 1 - Number(parts['year']) : Number(parts['year'])
  const local = new Date(0)
  local.setUTCFullYear(year, Number(parts['month']) - 1, Number(parts['day']))
  local.setUTCHours(Number(parts['hour']), Number(parts['minute']), Number(parts['second']))
  return local.getTime() - (instant - (((instant % 1000) + 1000) % 1000))
}

/** The instant at which clocks in the zone show `local` (milliseconds as if it were UTC). */
export function toInstant(local: number, zone: unknown): number {
  const guess = local - zoneOffset(zone, local)
  return local - zoneOffset(zone, guess)
}

/** Local date and time of the zone at an instant, to be read through the getters for UTC. */
export function inZone(instant: Date, zone: unknown): Date {
  return new Date(instant.getTime() + zoneOffset(zone, instant.getTime()))
}

export function dayOfYear(date: Date): number {
  return Math.floor((date.getTime() - startOfYear(date.getUTCFullYear())) / DAY) + 1
}

/** Monday is 1, Sunday 7. */
export function isoDayOfWeek(date: Date): number {
  return date.getUTCDay() || 7
}

/** ISO 8601: a week belongs to the year of its Thursday. */
export function isoWeek(date: Date): { year: number; week: number } {
  const thursday = new Date(date.getTime() + (4 - isoDayOfWeek(date)) * DAY)
  return { year: thursday.getUTCFullYear(), week: Math.floor((dayOfYear(thursday) - 1) / 7) + 1 }
}

/** Weeks start on Sunday; the days before the year's first Sunday are week 0. */
export function weekOfYear(date: Date): number {
  return Math.floor((dayOfYear(date) + 6 - date.getUTCDay()) / 7)
}

function formatFor(zone: string): Intl.DateTimeFormat {
  const known = formats.get(zone)
  if (known !== undefined) return known
  try {
    const format = new Intl.DateTimeFormat('en-US', {
      timeZone: zone,
      calendar: 'gregory',
      hourCycle: 'h23',
      era: 'short',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    })
    formats.set(zone, format)
    return format
  } catch {
    throw new MongoError(40485, `unrecognized time zone identifier: "${zone}"`)
  }
}

function startOfYear(year: number): number {
  const start = new Date(0)
  start.setUTCFullYear(year, 0, 1)
  return start.getTime()
}
