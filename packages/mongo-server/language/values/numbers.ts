import { Decimal128, Double, Int32, Long } from 'bson'
import { double, isInt32 } from './bson.ts'
import {
  addDecimals,
  type DecimalParts,
  decimalFromNumber,
  decimalParts,
  decimalToNumber,
  multiplyDecimals,
  toDecimal128,
} from './decimal.ts'
import { isNumeric, type Numeric } from './types.ts'

/** The numeric types in the order in which MongoDB widens them. */
const INT_RANK = 0
const LONG_RANK = 1
const DOUBLE_RANK = 2
const DECIMAL_RANK = 3

const MIN_LONG = -(2n ** 63n)
const MAX_LONG = 2n ** 63n - 1n

interface Arithmetic {
  numbers: (a: number, b: number) => number
  integers: (a: bigint, b: bigint) => bigint
  decimals: (a: DecimalParts, b: DecimalParts) => DecimalParts
}

const ADDITION: Arithmetic = {
  numbers: (a, b) => a + b,
  integers: (a, b) => a + b,
  decimals: addDecimals,
}

const MULTIPLICATION: Arithmetic = {
  numbers: (a, b) => a * b,
  integers: (a, b) => a * b,
  decimals: multiplyDecimals,
}

const SUBTRACTION: Arithmetic = {
  numbers: (a, b) => a - b,
  integers: (a, b) => a - b,
  decimals: (a, b) => addDecimals(a, { ...negated(b) }),
}

/** The nearest double. */
export function toNumber(value: Numeric): number {
  if (typeof value === 'number') return value
  if (value instanceof Double || value instanceof Int32) return value.value
  if (value instanceof Long) return value.toNumber()
  if (typeof value === 'bigint') return Number(value)
  return decimalToNumber(decimalParts(value))
}

/** The nearest double, or undefined if the value is not a number. */
export function numberOf(value: unknown): number | undefined {
  return isNumeric(value) ? toNumber(value) : undefined
}

/** The value as a whole number, rounding towards zero; undefined for NaN and the infinities. */
export function toBigInt(value: Numeric): bigint | undefined {
  if (typeof value === 'bigint') return value
  if (value instanceof Long) return value.toBigInt()
  if (value instanceof Decimal128) {
    const { coefficient, exponent, special } = decimalParts(value)
    if (special !== undefined) return undefined
    return exponent >= 0 ? coefficient * 10n ** BigInt(exponent) : coefficient / 10n ** BigInt(-exponent)
  }
  const number = toNumber(value)
  return Number.isFinite(number) ? BigInt(Math.trunc(number)) : undefined
}

/** True for 5, 5.0, Long 5 and Decimal128 5.0. */
export function isWhole(value: Numeric): boolean {
  if (value instanceof Decimal128) {
    const { coefficient, exponent, special } = decimalParts(value)
    return special === undefined && (exponent >= 0 || coefficient % 10n ** BigInt(-exponent) === 0n)
  }
  return value instanceof Long || typeof value === 'bigint' || Number.isInteger(toNumber(value))
}

export function fitsLong(value: bigint): boolean {
  return value >= MIN_LONG && value <= MAX_LONG
}

export function toDecimalParts(value: Numeric): DecimalParts {
  if (value instanceof Decimal128) return decimalParts(value)
  if (value instanceof Long || typeof value === 'bigint') {
    return { coefficient: BigInt(value.toString()), exponent: 0 }
  }
  return decimalFromNumber(toNumber(value))
}

export function addExactly(a: Numeric, b: Numeric): Numeric | undefined {
  return calculate(a, b, ADDITION)
}

export function multiplyExactly(a: Numeric, b: Numeric): Numeric | undefined {
  return calculate(a, b, MULTIPLICATION)
}

export function add(a: Numeric, b: Numeric): Numeric {
  return calculate(a, b, ADDITION) ?? double(toNumber(a) + toNumber(b))
}

export function subtract(a: Numeric, b: Numeric): Numeric {
  return calculate(a, b, SUBTRACTION) ?? double(toNumber(a) - toNumber(b))
}

export function multiply(a: Numeric, b: Numeric): Numeric {
  return calculate(a, b, MULTIPLICATION) ?? double(toNumber(a) * toNumber(b))
}

/** `result` in the type an operation on `operands` has: whole numbers stay int32 or long, as far as they fit. */
export function inTypeOf(result: number, ...operands: Numeric[]): Numeric {
  const rank = Math.max(...operands.map(rankOf))
  if (rank === DECIMAL_RANK) return toDecimal128(decimalFromNumber(result))
  if (rank === DOUBLE_RANK || !Number.isInteger(result)) return double(result)
  return fromBigInt(BigInt(result), rank) ?? double(result)
}

export function isDecimal(value: Numeric): value is Decimal128 {
  return value instanceof Decimal128
}

/** Compares by exact value across all types. NaN is below every number and equal to itself. */
export function compareNumbers(a: Numeric, b: Numeric): number {
  if (typeof a === 'number' && typeof b === 'number') return compareDoubles(a, b)
  if (a instanceof Decimal128 || b instanceof Decimal128) return compareWithDecimal(a, b)
  const aNumber = toNumber(a)
  const bNumber = toNumber(b)
  // The nearest double keeps the order; only equal ones may differ in what was rounded off.
  if (aNumber !== bNumber || Number.isSafeInteger(aNumber)) return compareDoubles(aNumber, bNumber)
  if (!Number.isInteger(aNumber)) return 0
  const aExact = toBigInt(a) ?? 0n
  const bExact = toBigInt(b) ?? 0n
  return aExact < bExact ? -1 : aExact > bExact ? 1 : 0
}

/** The exact decimal expansion, which every double has. */
export function exactParts(value: Numeric): DecimalParts {
  if (value instanceof Decimal128) return decimalParts(value)
  const whole = toBigInt(value)
  if (whole === undefined) return { coefficient: 0n, exponent: 0, special: toNumber(value) }
  if (isWhole(value)) return { coefficient: whole, exponent: 0 }
  // m × 2^-k = (m × 5^k) × 10^-k
  let mantissa = toNumber(value)
  let halvings = 0
  while (!Number.isInteger(mantissa)) {
    mantissa *= 2
    halvings++
  }
  return { coefficient: BigInt(mantissa) * 5n ** BigInt(halvings), exponent: -halvings }
}

function rankOf(value: Numeric): number {
  if (typeof value === 'number') return isInt32(value) ? INT_RANK : DOUBLE_RANK
  if (value instanceof Double) return DOUBLE_RANK
  if (value instanceof Decimal128) return DECIMAL_RANK
  return value instanceof Int32 ? INT_RANK : LONG_RANK
}

/** An int32 if it fits and the operands were no wider, else a long; undefined beyond 64 bits. */
function fromBigInt(value: bigint, rank: number): Numeric | undefined {
  if (rank === INT_RANK && value >= -(2n ** 31n) && value < 2n ** 31n) return Number(value)
  return fitsLong(value) ? Long.fromBigInt(value) : undefined
}

function negated(parts: DecimalParts): DecimalParts {
  const { coefficient, exponent, special } = parts
  return special === undefined
    ? { coefficient: -coefficient, exponent }
    : { coefficient, exponent, special: -special }
}

/**
 * Arithmetic in MongoDB's types: the wider type wins, an int32 that overflows becomes a long. A long that overflows
 * gives undefined: `$inc` fails then, expressions go on in doubles.
 */
function calculate(a: Numeric, b: Numeric, operation: Arithmetic): Numeric | undefined {
  if (typeof a === 'number' && typeof b === 'number') {
    const result = operation.numbers(a, b)
    if (isInt32(a) && isInt32(b)) {
      if (isInt32(result)) return result
      if (Number.isSafeInteger(result)) return Object.is(result, -0) ? 0 : Long.fromNumber(result)
    } else {
      return double(result)
    }
  }
  const rank = Math.max(rankOf(a), rankOf(b))
  if (rank === DECIMAL_RANK) return toDecimal128(operation.decimals(toDecimalParts(a), toDecimalParts(b)))
  if (rank === DOUBLE_RANK) return double(operation.numbers(toNumber(a), toNumber(b)))
  if (rank === LONG_RANK) {
    const [x, y] = [toNumber(a), toNumber(b)]
    const result = operation.numbers(x, y)
    // Exact without the detour over bigint, which takes ten times as long.
    if (Number.isSafeInteger(x) && Number.isSafeInteger(y) && Number.isSafeInteger(result)) {
      return Long.fromNumber(result)
    }
  }
  return fromBigInt(operation.integers(toBigInt(a) ?? 0n, toBigInt(b) ?? 0n), rank)
}

function compareDoubles(a: number, b: number): number {
  if (a < b) return -1
  if (a > b) return 1
  if (a === b) return 0
  return Number(Number.isNaN(b)) - Number(Number.isNaN(a))
}

function compareWithDecimal(a: Numeric, b: Numeric): number {
  const aNumber = toNumber(a)
  const bNumber = toNumber(b)
  if (Number.isNaN(aNumber) || Number.isNaN(bNumber)) return compareDoubles(aNumber, bNumber)
  if (aNumber !== bNumber && Number.isFinite(aNumber) && Number.isFinite(bNumber)) {
    return compareDoubles(aNumber, bNumber)
  }
  const aExact = exactParts(a)
  const bExact = exactParts(b)
  if (aExact.special !== undefined || bExact.special !== undefined) {
    return compareDoubles(aExact.special ?? 0, bExact.special ?? 0)
  }
  const exponent = Math.min(aExact.exponent, bExact.exponent)
  const left = aExact.coefficient * 10n ** BigInt(aExact.exponent - exponent)
  const right = bExact.coefficient * 10n ** BigInt(bExact.exponent - exponent)
  return left < right ? -1 : left > right ? 1 : 0
}
