import { MongoError } from '../values/errors.ts'
import { typeName } from '../values/types.ts'
import {
  dayOfYear,
  HOUR,
  inZone,
  isoDayOfWeek,
  isoWeek,
  MINUTE,
  toInstant,
  weekOfYear,
  zoneOffset,
} from './time-zone.ts'

const MONTHS = ['January', 'February', 'March', 'April', 'May', 'June', 'July', 'August', 'September'].concat(
  ['October', 'November', 'December'],
)

const ISO_DATE =
  /^(\d{4})-(\d{2})-(\d{2})(?:[T ](\d{2}):(\d{2})(?::(\d{2})(?:\.(\d{1,9}))?)?)?\s*(Z|[+-]\d{2}:?\d{2})?$/

const FIELD_PATTERNS: { readonly [specifier: string]: string } = {
  Y: '(?<Y>\\d{4})',
  m: '(?<m>\\d{1,2})',
  d: '(?<d>\\d{1,2})',
  H: '(?<H>\\d{1,2})',
  M: '(?<M>\\d{1,2})',
  S: '(?<S>\\d{1,2})',
  L: '(?<L>\\d{1,3})',
  z: '(?<z>Z|[+-]\\d{2}:?\\d{2})',
  b: '(?<b>[A-Za-z]{3})',
  B: '(?<b>[A-Za-z]{3,9})',
  '%': '%',
}

/** Format specifiers as in the manual's "$dateToString". */
export function formatDate(date: Date, format: unknown, zone: unknown): string {
  const pattern =
    format ?? (zone === undefined || zone === 'UTC' ? '%Y-%m-%dT%H:%M:%S.%LZ' : '%Y-%m-%dT%H:%M:%S.%L')
  if (typeof pattern !== 'string')
    throw new MongoError(18533, '$dateToString requires that the format be a string')
  const local = inZone(date, zone)
  return pattern.replace(/%([\s\S]?)/g, (_, specifier: string) => formatPart(specifier, local, date, zone))
}

export function parseDate(value: unknown, format: unknown, zone: unknown): Date {
  if (typeof value !== 'string') {
    throw new MongoError(
      'ConversionFailure',
      `$dateFromString requires that 'dateString' be a string, found: ${typeName(value)} with value ${String(value)}`,
    )
  }
  const found = format === undefined ? isoFields(value) : fieldsByFormat(value, format)
  const month = found['b'] === undefined ? Number(found['m'] ?? 1) : monthByName(found['b'])
  if (found['Y'] === undefined || !(month >= 1 && month <= 12)) throw unreadable(value)
  const local = new Date(0)
  local.setUTCFullYear(Number(found['Y']), month - 1, Number(found['d'] ?? 1))
  const [hours, minutes, seconds] = [found['H'], found['M'], found['S']].map(part => Number(part ?? 0))
  local.setUTCHours(hours ?? 0, minutes, seconds, Number((found['L'] ?? '0').slice(0, 3).padEnd(3, '0')))
  if (local.getUTCMonth() !== month - 1 || (hours ?? 0) > 24) throw unreadable(value)
  if (found['z'] !== undefined && zone !== undefined && format === undefined) {
    throw new MongoError(
      'ConversionFailure',
      `you cannot pass in a date/time string with time zone information ('${found['z']}') together with a timezone argument`,
    )
  }
  return new Date(toInstant(local.getTime(), found['z'] ?? zone))
}

function padded(value: number, width: number): string {
  return String(value).padStart(width, '0')
}

function formatPart(specifier: string, local: Date, date: Date, zone: unknown): string {
  switch (specifier) {
    case 'Y':
      return padded(local.getUTCFullYear(), 4)
    case 'm':
      return padded(local.getUTCMonth() + 1, 2)
    case 'd':
      return padded(local.getUTCDate(), 2)
    case 'H':
      return padded(local.getUTCHours(), 2)
    case 'M':
      return padded(local.getUTCMinutes(), 2)
    case 'S':
      return padded(local.getUTCSeconds(), 2)
    case 'L':
      return padded(local.getUTCMilliseconds(), 3)
    case 'j':
      return padded(dayOfYear(local), 3)
    case 'w':
      return String(local.getUTCDay() + 1)
    case 'u':
      return String(isoDayOfWeek(local))
    case 'U':
      return padded(weekOfYear(local), 2)
    case 'V':
      return padded(isoWeek(local).week, 2)
    case 'G':
      return padded(isoWeek(local).year, 4)
    case 'b':
      return (MONTHS[local.getUTCMonth()] ?? '').slice(0, 3)
    case 'B':
      return MONTHS[local.getUTCMonth()] ?? ''
    case 'z':
    case 'Z': {
      const offset = zoneOffset(zone, date.getTime())
      if (specifier === 'Z') return String(offset / MINUTE)
      const size = Math.abs(offset)
      return `${offset < 0 ? '-' : '+'}${padded(Math.floor(size / HOUR), 2)}${padded((size % HOUR) / MINUTE, 2)}`
    }
    case '%':
      return '%'
    default:
      throw new MongoError(18536, `Invalid format character '%${specifier}' in format string`)
  }
}

function isoFields(value: string): { [field: string]: string | undefined } {
  const match = ISO_DATE.exec(value)
  if (match === null) throw unreadable(value)
  const [, Y, m, d, H, M, S, L, z] = match
  return { Y, m, d, H, M, S, L, z }
}

function fieldsByFormat(value: string, format: unknown): { [field: string]: string | undefined } {
  if (typeof format !== 'string')
    throw new MongoError(40684, "$dateFromString requires that 'format' be a string")
  const pattern = format.replace(/%([\s\S]?)|[\\^$.*+?()[\]{}|/]/g, (text: string, specifier?: string) => {
    if (specifier === undefined) return `\\${text}`
    const field = FIELD_PATTERNS[specifier]
    if (field === undefined) {
      throw new MongoError(18536, `Invalid format character '%${specifier}' in format string`)
    }
    return field
  })
  const match = new RegExp(`^${pattern}$`).exec(value)
  if (match === null) throw unreadable(value)
  return { ...match.groups }
}

function monthByName(name: string): number {
  return MONTHS.findIndex(month => month.slice(0, 3).toLowerCase() === name.slice(0, 3).toLowerCase()) + 1
}

function unreadable(value: string): MongoError {
  return new MongoError('ConversionFailure', `Error parsing date string '${value}'`)
}
