import { MongoError } from '../values/errors.ts'
import { DAY, HOUR, inZone, MINUTE, toInstant } from './time-zone.ts'

/**
 * Units of fixed length, in milliseconds. They are added to the instant; longer units follow the calendar of the time
 * zone.
 */
const FIXED_UNITS: { readonly [unit: string]: number } = {
  millisecond: 1,
  second: 1000,
  minute: MINUTE,
  hour: HOUR,
}

const MONTH_UNITS: { readonly [unit: string]: number } = { month: 1, quarter: 3, year: 12 }

const UNITS = new Set([...Object.keys(FIXED_UNITS), ...Object.keys(MONTH_UNITS), 'day', 'week'])

const WEEKDAYS = ['sunday', 'monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday']

/** If the resulting month is too short for the day, its last day is used (manual: "$dateAdd"). */
export function addToDate(date: Date, unit: unknown, amount: number, zone: unknown): Date {
  const name = unitName(unit)
  const fixed = FIXED_UNITS[name]
  if (fixed !== undefined) return new Date(date.getTime() + amount * fixed)
  const local = inZone(date, zone)
  const months = MONTH_UNITS[name]
  if (months !== undefined) {
    const dayOfMonth = local.getUTCDate()
    local.setUTCDate(1)
    local.setUTCMonth(local.getUTCMonth() + amount * months)
    local.setUTCDate(Math.min(dayOfMonth, daysInMonth(local)))
  } else {
    local.setUTCDate(local.getUTCDate() + amount * (name === 'week' ? 7 : 1))
  }
  return new Date(toInstant(local.getTime(), zone))
}

/** How many boundaries of the unit lie between the dates (manual: "$dateDiff"). */
export function differenceOfDates(
  start: Date,
  end: Date,
  unit: unknown,
  zone: unknown,
  startOfWeek: unknown,
): number {
  const name = unitName(unit)
  const from = binOf(start, name, zone, startOfWeek)
  return binOf(end, name, zone, startOfWeek) - from
}

/** Bins are counted from 2000-01-01, weeks from the first one that starts in 2000 (manual: "$dateTrunc"). */
export function truncateDate(
  date: Date,
  unit: unknown,
  binSize: number,
  zone: unknown,
  startOfWeek: unknown,
): Date {
  if (binSize < 1) throw new MongoError(5439018, '$dateTrunc requires binSize to be greater than 0')
  const name = unitName(unit)
  const origin = new Date(Date.UTC(2000, 0, 1))
  const local = inZone(date, zone)
  const months = MONTH_UNITS[name]
  if (months !== undefined) {
    const size = months * binSize
    const since = (local.getUTCFullYear() - 2000) * 12 + local.getUTCMonth()
    origin.setUTCMonth(Math.floor(since / size) * size)
    return new Date(toInstant(origin.getTime(), zone))
  }
  const fixed = FIXED_UNITS[name]
  if (fixed !== undefined) {
    const start = toInstant(origin.getTime(), zone)
    const size = fixed * binSize
    return new Date(start + Math.floor((date.getTime() - start) / size) * size)
  }
  // 2000-01-01 was a Saturday.
  const first = name === 'week' ? (firstWeekday(startOfWeek) + 1) % 7 : 0
  const size = (name === 'week' ? 7 : 1) * binSize * DAY
  const start = origin.getTime() + first * DAY
  return new Date(toInstant(start + Math.floor((local.getTime() - start) / size) * size, zone))
}

function unitName(unit: unknown): string {
  if (typeof unit === 'string' && UNITS.has(unit)) return unit
  throw new MongoError('FailedToParse', `unknown time unit value: ${String(unit)}`)
}

function firstWeekday(name: unknown): number {
  if (name === undefined) return 0
  const found = WEEKDAYS.findIndex(
    weekday => typeof name === 'string' && [weekday, weekday.slice(0, 3)].includes(name.toLowerCase()),
  )
  if (found === -1) throw new MongoError('FailedToParse', `unknown day of week value: ${String(name)}`)
  return found
}

function daysInMonth(date: Date): number {
  const last = new Date(date)
  last.setUTCMonth(date.getUTCMonth() + 1, 0)
  return last.getUTCDate()
}

/** The number of the unit that contains a date, counted from an arbitrary point. */
function binOf(date: Date, unit: string, zone: unknown, startOfWeek: unknown): number {
  const local = inZone(date, zone)
  const months = MONTH_UNITS[unit]
  if (months !== undefined) {
    return Math.floor((local.getUTCFullYear() * 12 + local.getUTCMonth()) / months)
  }
  const fixed = FIXED_UNITS[unit]
  if (fixed !== undefined) return Math.floor(local.getTime() / fixed)
  const days = Math.floor(local.getTime() / DAY)
  // 1970-01-01 was a Thursday.
  return unit === 'week' ? Math.floor((days + 4 - firstWeekday(startOfWeek)) / 7) : days
}
