import { Binary, Decimal128, Long, ObjectId, Timestamp } from 'bson'
import { parseDate } from '../dates/format.ts'
import { double, isDocument } from '../values/bson.ts'
import { binaryBytes } from '../values/compare.ts'
import { decimalFromNumber, toDecimal128 } from '../values/decimal.ts'
import { MongoError } from '../values/errors.ts'
import { fitsLong, isDecimal, toBigInt, toNumber } from '../values/numbers.ts'
import { isNullish, isNumeric, type Numeric, TYPE_NUMBERS, typeName } from '../values/types.ts'
import { isTruthy, type PlainFunction, type PlainFunctions } from './scope.ts'

const CONVERSIONS: { readonly [type: string]: (value: unknown) => unknown } = {
  double: toDouble,
  string: toText,
  objectId: toObjectId,
  bool: isTruthy,
  date: toDate,
  int: toInt,
  long: toLong,
  decimal: toDecimal,
}

export const CONVERSION_FUNCTIONS: PlainFunctions = {
  $convert: {
    min: 1,
    max: 1,
    named: { required: ['input', 'to'], optional: ['onError', 'onNull', 'format'] },
    apply: ([operands]) => convert(operands),
  },
  $toDouble: converting('double'),
  $toString: converting('string'),
  $toObjectId: converting('objectId'),
  $toBool: converting('bool'),
  $toDate: converting('date'),
  $toInt: converting('int'),
  $toLong: converting('long'),
  $toDecimal: converting('decimal'),
  $type: { min: 1, max: 1, apply: ([value]) => typeName(value) },
  $isNumber: { min: 1, max: 1, apply: ([value]) => isNumeric(value) },
  $tsSecond: {
    min: 1,
    max: 1,
    apply: ([value]) => (value instanceof Timestamp ? Long.fromNumber(value.t) : null),
  },
  $tsIncrement: {
    min: 1,
    max: 1,
    apply: ([value]) => (value instanceof Timestamp ? Long.fromNumber(value.i) : null),
  },
}

function failure(value: unknown, target: string, why?: string): MongoError {
  const reason =
    why ?? `Unsupported conversion from ${typeName(value)} to ${target} in $convert with no onError value`
  return new MongoError('ConversionFailure', reason)
}

function unparsable(text: string): MongoError {
  return new MongoError(
    'ConversionFailure',
    `Failed to parse number '${text}' in $convert with no onError value`,
  )
}

function toDouble(value: unknown): unknown {
  if (isNumeric(value)) return double(toNumber(value))
  if (typeof value === 'boolean') return double(Number(value))
  if (value instanceof Date) return double(value.getTime())
  if (typeof value !== 'string') throw failure(value, 'double')
  if (!/^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$|^[+-]?(inf(inity)?|nan)$/i.test(value))
    throw unparsable(value)
  return double(Number(value.replace(/inf(inity)?/i, 'Infinity').replace(/nan/i, 'NaN')))
}

function toInteger(value: unknown, target: 'int' | 'long'): bigint {
  if (typeof value === 'boolean') return value ? 1n : 0n
  if (value instanceof Date && target === 'long') return BigInt(value.getTime())
  if (typeof value === 'string') {
    if (!/^[+-]?\d+$/.test(value)) throw unparsable(value)
    return BigInt(value.replace(/^\+/, ''))
  }
  if (!isNumeric(value)) throw failure(value, target)
  const whole = toBigInt(value)
  if (whole === undefined)
    throw failure(value, target, 'Attempt to convert NaN or infinity value to integer type')
  return whole
}

function toInt(value: unknown): number {
  const whole = toInteger(value, 'int')
  if (whole >= -(2n ** 31n) && whole < 2n ** 31n) return Number(whole)
  throw failure(
    value,
    'int',
    `Conversion would overflow target type in $convert with no onError value: ${whole}`,
  )
}

function toLong(value: unknown): Long {
  const whole = toInteger(value, 'long')
  if (fitsLong(whole)) return Long.fromBigInt(whole)
  throw failure(
    value,
    'long',
    `Conversion would overflow target type in $convert with no onError value: ${whole}`,
  )
}

function toDecimal(value: unknown): Decimal128 {
  if (isNumeric(value)) return numberToDecimal(value)
  if (typeof value === 'boolean') return Decimal128.fromString(value ? '1' : '0')
  if (value instanceof Date) return Decimal128.fromString(String(value.getTime()))
  if (typeof value !== 'string') throw failure(value, 'decimal')
  try {
    return Decimal128.fromStringWithRounding(value)
  } catch {
    throw unparsable(value)
  }
}

function numberToDecimal(value: Numeric): Decimal128 {
  if (isDecimal(value)) return value
  return value instanceof Long
    ? Decimal128.fromString(value.toString())
    : toDecimal128(decimalFromNumber(toNumber(value)))
}

function toText(value: unknown): string {
  if (typeof value === 'string') return value
  if (typeof value === 'boolean') return String(value)
  if (value instanceof Date) return value.toISOString()
  if (value instanceof ObjectId) return value.toHexString()
  if (value instanceof Binary && value.sub_type === Binary.SUBTYPE_UUID) return value.toUUID().toString()
  if (value instanceof Binary) return Buffer.from(binaryBytes(value)).toString('base64')
  if (isNumeric(value))
    return isDecimal(value) || value instanceof Long ? value.toString() : String(toNumber(value))
  throw failure(value, 'string')
}

function toDate(value: unknown): Date {
  if (value instanceof Date) return value
  if (value instanceof ObjectId) return value.getTimestamp()
  if (value instanceof Timestamp) return new Date(value.t * 1000)
  if (typeof value === 'string') return parseDate(value, undefined, undefined)
  if (isNumeric(value) && typeName(value) !== 'int') return new Date(Math.trunc(toNumber(value)))
  throw failure(value, 'date')
}

function toObjectId(value: unknown): ObjectId {
  if (value instanceof ObjectId) return value
  if (typeof value !== 'string') throw failure(value, 'objectId')
  if (/^[0-9a-fA-F]{24}$/.test(value)) return ObjectId.createFromHexString(value)
  throw failure(value, 'objectId', `Failed to parse objectId '${value}' in $convert with no onError value`)
}

function converting(type: string): PlainFunction {
  return {
    min: 1,
    max: 1,
    apply: ([value]) => (isNullish(value) ? null : CONVERSIONS[type]?.(value)),
  }
}

function convert(operands: unknown): unknown {
  const args = isDocument(operands) ? operands : {}
  const { input, to } = args
  const type = isDocument(to) ? to['type'] : to
  if (isNullish(type)) return null
  const number = isNumeric(type) ? toNumber(type) : undefined
  const name =
    number === undefined ? String(type) : Object.keys(TYPE_NUMBERS).find(key => TYPE_NUMBERS[key] === number)
  if (name === undefined || !Object.hasOwn(TYPE_NUMBERS, name)) {
    throw new MongoError('BadValue', `Unknown type name: ${String(type)}`)
  }
  if (isNullish(input)) return args['onNull'] ?? null
  try {
    const conversion = Object.hasOwn(CONVERSIONS, name) ? CONVERSIONS[name] : undefined
    if (conversion === undefined) throw failure(input, name)
    return conversion(input)
  } catch (error) {
    if ('onError' in args) return args['onError']
    throw error
  }
}
