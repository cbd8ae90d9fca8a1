import { Long, ObjectId, Timestamp } from 'bson'
import { addToDate, differenceOfDates, truncateDate } from '../dates/arithmetic.ts'
import { formatDate, parseDate } from '../dates/format.ts'
import { dayOfYear, inZone, isoDayOfWeek, isoWeek, toInstant, weekOfYear } from '../dates/time-zone.ts'
import { type Document, isDocument } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { isNullish, isNumeric, typeName } from '../values/types.ts'
import type { PlainFunction, PlainFunctions } from './scope.ts'

const START_PARTS = [
  'month',
  'day',
  'hour',
  'minute',
  'second',
  'millisecond',
  'isoWeek',
  'isoDayOfWeek',
  'timezone',
]

export const DATE_FUNCTIONS: PlainFunctions = {
  $year: part('$year', date => date.getUTCFullYear()),
  $month: part('$month', date => date.getUTCMonth() + 1),
  $dayOfMonth: part('$dayOfMonth', date => date.getUTCDate()),
  $dayOfYear: part('$dayOfYear', dayOfYear),
  $dayOfWeek: part('$dayOfWeek', date => date.getUTCDay() + 1),
  $hour: part('$hour', date => date.getUTCHours()),
  $minute: part('$minute', date => date.getUTCMinutes()),
  $second: part('$second', date => date.getUTCSeconds()),
  $millisecond: part('$millisecond', date => date.getUTCMilliseconds()),
  $week: part('$week', weekOfYear),
  $isoWeek: part('$isoWeek', date => isoWeek(date).week),
  $isoWeekYear: part('$isoWeekYear', date => Long.fromNumber(isoWeek(date).year)),
  $isoDayOfWeek: part('$isoDayOfWeek', isoDayOfWeek),
  $dateToString: {
    min: 1,
    max: 1,
    named: { required: ['date'], optional: ['format', 'timezone', 'onNull'] },
    apply: ([operands]) => {
      const { date, format, timezone, onNull = null } = isDocument(operands) ? operands : {}
      if (isNullish(date)) return onNull
      if (format === null || timezone === null) return null
      return formatDate(toDate('$dateToString', date), format, timezone)
    },
  },
  $dateFromString: {
    min: 1,
    max: 1,
    named: { required: ['dateString'], optional: ['format', 'timezone', 'onNull', 'onError'] },
    apply: ([operands]) => {
      const args: Document = isDocument(operands) ? operands : {}
      if (isNullish(args['dateString'])) return args['onNull'] ?? null
      if (args['format'] === null || args['timezone'] === null) return null
      try {
        return parseDate(args['dateString'], args['format'], args['timezone'])
      } catch (error) {
        if ('onError' in args) return args['onError'] ?? null
        throw error
      }
    },
  },
  $dateFromParts: ofArguments([], ['year', 'isoWeekYear', ...START_PARTS], fromParts),
  $dateToParts: ofArguments(['date'], ['timezone', 'iso8601'], toParts),
  $dateAdd: ofArguments(
    ['startDate', 'unit', 'amount'],
    ['timezone'],
    ({ startDate, unit, amount, timezone }) =>
      addToDate(toDate('$dateAdd', startDate), unit, whole('$dateAdd', 'amount', amount), timezone),
  ),
  $dateSubtract: ofArguments(
    ['startDate', 'unit', 'amount'],
    ['timezone'],
    ({ startDate, unit, amount, timezone }) =>
      addToDate(
        toDate('$dateSubtract', startDate),
        unit,
        -whole('$dateSubtract', 'amount', amount),
        timezone,
      ),
  ),
  $dateDiff: ofArguments(['startDate', 'endDate', 'unit'], ['timezone', 'startOfWeek'], args =>
    Long.fromNumber(
      differenceOfDates(
        toDate('$dateDiff', args['startDate']),
        toDate('$dateDiff', args['endDate']),
        args['unit'],
        args['timezone'],
        args['startOfWeek'],
      ),
    ),
  ),
  $dateTrunc: ofArguments(['date', 'unit'], ['binSize', 'timezone', 'startOfWeek'], args =>
    truncateDate(
      toDate('$dateTrunc', args['date']),
      args['unit'],
      args['binSize'] === undefined ? 1 : whole('$dateTrunc', 'binSize', args['binSize']),
      args['timezone'],
      args['startOfWeek'],
    ),
  ),
}

function toDate(name: string, value: unknown): Date {
  if (value instanceof Date) return value
  if (value instanceof ObjectId) return value.getTimestamp()
  if (value instanceof Timestamp) return new Date(value.t * 1000)
  throw new MongoError(16006, `can't convert from BSON type ${typeName(value)} to Date (${name})`)
}

/** A part of a date: the operand is the date, or `{ date, timezone }`. */
function part(name: string, read: (local: Date) => unknown): PlainFunction {
  return {
    min: 1,
    max: 1,
    apply: ([operand]) => {
      const { date, timezone } = isDocument(operand) ? operand : { date: operand, timezone: undefined }
      if (isNullish(date) || timezone === null) return null
      return read(inZone(toDate(name, date), timezone))
    },
  }
}

function whole(name: string, argument: string, value: unknown): number {
  if (isNumeric(value) && isWhole(value)) return toNumber(value)
  throw new MongoError(
    40515,
    `'${argument}' must evaluate to an integer, found ${typeName(value)} in ${name}`,
  )
}

/** A function of named arguments. It gives null if one of the given ones is null. */
function ofArguments(
  required: string[],
  optional: string[],
  apply: (operands: Document, now: Date | undefined) => unknown,
): PlainFunction {
  return {
    min: 1,
    max: 1,
    named: { required, optional },
    apply: ([operands], { now }) => {
      if (!isDocument(operands)) return null
      for (const name of required) if (isNullish(operands[name])) return null
      for (const name in operands) if (isNullish(operands[name])) return null
      return apply(operands, now)
    },
  }
}

function fromParts(parts: Document): Date {
  const read = (name: string, otherwise: number) =>
    parts[name] === undefined ? otherwise : whole('$dateFromParts', name, parts[name])
  const local = new Date(0)
  if (parts['isoWeekYear'] !== undefined) {
    local.setUTCFullYear(read('isoWeekYear', 1970), 0, 4)
    const days = (read('isoWeek', 1) - 1) * 7 + read('isoDayOfWeek', 1) - isoDayOfWeek(local)
    local.setUTCDate(local.getUTCDate() + days)
  } else {
    if (parts['year'] === undefined) {
      throw new MongoError(40516, "$dateFromParts requires either 'year' or 'isoWeekYear' to be present")
    }
    local.setUTCFullYear(read('year', 1970), read('month', 1) - 1, read('day', 1))
  }
  local.setUTCHours(read('hour', 0), read('minute', 0), read('second', 0), read('millisecond', 0))
  return new Date(toInstant(local.getTime(), parts['timezone']))
}

function toParts({ date, timezone, iso8601 = false }: Document): Document {
  const local = inZone(toDate('$dateToParts', date), timezone)
  const { year, week } = isoWeek(local)
  const days = iso8601
    ? { isoWeekYear: year, isoWeek: week, isoDayOfWeek: isoDayOfWeek(local) }
    : { year: local.getUTCFullYear(), month: local.getUTCMonth() + 1, day: local.getUTCDate() }
  return {
    ...days,
    hour: local.getUTCHours(),
    minute: local.getUTCMinutes(),
    second: local.getUTCSeconds(),
    millisecond: local.getUTCMilliseconds(),
  }
}
