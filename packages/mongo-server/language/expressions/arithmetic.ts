import { Long } from 'bson'
import { double } from '../values/bson.ts'
import { decimalParts, divideDecimals, divideHalfEven, toDecimal128 } from '../values/decimal.ts'
import { MongoError } from '../values/errors.ts'
import {
  add,
  compareNumbers,
  inTypeOf,
  isDecimal,
  isWhole,
  multiply,
  subtract,
  toBigInt,
  toDecimalParts,
  toNumber,
} from '../values/numbers.ts'
import { isNullish, isNumeric, type Numeric, typeName } from '../values/types.ts'
import type { PlainFunction, PlainFunctions } from './scope.ts'

const POSITIVE_ONLY: [(x: number) => boolean, string] = [
  x => x > 0 || Number.isNaN(x),
  'must be a positive number',
]

const DEGREE = Math.PI / 180

const TRIGONOMETRY: { readonly [name: string]: (x: number) => number } = {
  $acos: Math.acos,
  $acosh: Math.acosh,
  $asin: Math.asin,
  $asinh: Math.asinh,
  $atan: Math.atan,
  $atanh: Math.atanh,
  $cos: Math.cos,
  $cosh: Math.cosh,
  $sin: Math.sin,
  $sinh: Math.sinh,
  $tan: Math.tan,
  $tanh: Math.tanh,
  $degreesToRadians: x => x * DEGREE,
  $radiansToDegrees: x => x / DEGREE,
}

export const ARITHMETIC_FUNCTIONS: PlainFunctions = {
  $add: { min: 0, max: Infinity, apply: addAll },
  $subtract: { min: 2, max: 2, apply: difference },
  $multiply: {
    min: 0,
    max: Infinity,
    apply: operands => {
      let product: Numeric = 1
      for (const operand of operands) {
        if (isNullish(operand)) return null
        product = multiply(product, numberFor('$multiply', operand))
      }
      return product
    },
  },
  $divide: numeric('$divide', 2, divide),
  $mod: numeric('$mod', 2, modulo),
  $pow: numeric('$pow', 2, power),
  $abs: numeric('$abs', 1, operand => (compareNumbers(operand, 0) < 0 ? subtract(0, operand) : operand)),
  $ceil: rounding('$ceil', Math.ceil),
  $floor: rounding('$floor', Math.floor),
  $round: toPlace('$round', true),
  $trunc: toPlace('$trunc', false),
  $sqrt: real('$sqrt', Math.sqrt, [
    x => x >= 0 || Number.isNaN(x),
    "'s argument must be greater than or equal to 0",
  ]),
  $exp: real('$exp', Math.exp),
  $ln: real('$ln', Math.log, POSITIVE_ONLY),
  $log10: real('$log10', Math.log10, POSITIVE_ONLY),
  $log: numeric('$log', 2, (x, base) => double(Math.log(toNumber(x)) / Math.log(toNumber(base)))),
  $rand: { min: 0, max: 1, apply: () => double(Math.random()) },
  ...Object.fromEntries(
    Object.entries(TRIGONOMETRY).map(([name, calculate]) => [name, real(name, calculate)]),
  ),
  $atan2: numeric('$atan2', 2, (y, x) => double(Math.atan2(toNumber(y), toNumber(x)))),
  $bitAnd: bitwise('$bitAnd', -1n, (a, b) => a & b),
  $bitOr: bitwise('$bitOr', 0n, (a, b) => a | b),
  $bitXor: bitwise('$bitXor', 0n, (a, b) => a ^ b),
  $bitNot: numeric('$bitNot', 1, operand => fromBits(~wholeFor('$bitNot', operand), [operand])),
}

/** A function of numbers that gives null for null and missing, and an error for anything else. */
function numeric(name: string, count: number, calculate: (...operands: Numeric[]) => unknown): PlainFunction {
  return {
    min: count,
    max: count,
    apply: operands => {
      const numbers: Numeric[] = []
      for (const operand of operands) {
        if (isNullish(operand)) return null
        numbers.push(numberFor(name, operand))
      }
      return calculate(...numbers)
    },
  }
}

function numberFor(name: string, value: unknown): Numeric {
  if (isNumeric(value)) return value
  throw new MongoError('TypeMismatch', `${name} only supports numeric types, not ${typeName(value)}`)
}

/** A function of doubles that returns a double for any type of number. */
function real(name: string, calculate: (x: number) => number, domain?: [(x: number) => boolean, string]) {
  return numeric(name, 1, operand => {
    const x = toNumber(operand)
    if (domain !== undefined && !domain[0](x))
      throw new MongoError(28714, `${name} ${domain[1]}, but is ${x}`)
    return double(calculate(x))
  })
}

function rounding(name: string, round: (x: number) => number): PlainFunction {
  return numeric(name, 1, operand =>
    isWhole(operand) ? operand : inTypeOf(round(toNumber(operand)), operand),
  )
}

/** Rounds to a decimal place, half to even for `$round`, towards zero for `$trunc`. */
function toPlace(name: string, half: boolean): PlainFunction {
  return {
    min: 1,
    max: 2,
    apply: ([value, place = 0]) => {
      if (isNullish(value) || place === null) return null
      const number = numberFor(name, value)
      const digits = toNumber(numberFor(name, place))
      if (!Number.isInteger(digits) || digits < -20 || digits > 100) {
        throw new MongoError(
          51083,
          `cannot apply ${name} with precision value ${digits} value must be in [-20, 100]`,
        )
      }
      if (isWhole(number) && digits >= 0) return number
      const parts = isDecimal(number) ? decimalParts(number) : shortest(toNumber(number))
      if (parts.special !== undefined) return number
      const shift = -digits - parts.exponent
      if (shift <= 0) return number
      const divisor = 10n ** BigInt(shift)
      const kept = half ? divideHalfEven(parts.coefficient, divisor) : parts.coefficient / divisor
      if (isDecimal(number)) return toDecimal128({ coefficient: kept, exponent: -digits })
      return inTypeOf(Number(`${kept}e${-digits}`), number)
    },
  }
}

/**
 * The decimal digits that a double prints as, so that 2.675 rounds as 2.675 and not as the binary fraction below it.
 */
function shortest(value: number): { coefficient: bigint; exponent: number; special?: number } {
  if (!Number.isFinite(value)) return { coefficient: 0n, exponent: 0, special: value }
  const [mantissa = '0', power = '0'] = value.toExponential().split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  return { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
}

function addAll(operands: unknown[]): unknown {
  let date: Date | undefined
  let sum: Numeric = 0
  for (const operand of operands) {
    if (isNullish(operand)) return null
    if (operand instanceof Date) {
      if (date !== undefined) throw new MongoError(16612, 'only one date allowed in an $add expression')
      date = operand
    } else if (isNumeric(operand)) {
      sum = add(sum, operand)
    } else {
      throw new MongoError(
        'TypeMismatch',
        `$add only supports numeric or date types, not ${typeName(operand)}`,
      )
    }
  }
  return date === undefined ? sum : new Date(date.getTime() + Math.round(toNumber(sum)))
}

function difference([a, b]: unknown[]): unknown {
  if (isNullish(a) || isNullish(b)) return null
  if (a instanceof Date) {
    if (b instanceof Date) return Long.fromNumber(a.getTime() - b.getTime())
    if (isNumeric(b)) return new Date(a.getTime() - Math.round(toNumber(b)))
  }
  if (isNumeric(a) && isNumeric(b)) return subtract(a, b)
  throw new MongoError('TypeMismatch', `can't $subtract ${typeName(b)} from ${typeName(a)}`)
}

function divide(a: Numeric, b: Numeric): Numeric {
  if (toNumber(b) === 0) throw new MongoError('BadValue', "can't $divide by zero")
  if (isDecimal(a) || isDecimal(b)) return toDecimal128(divideDecimals(toDecimalParts(a), toDecimalParts(b)))
  return double(toNumber(a) / toNumber(b))
}

function modulo(a: Numeric, b: Numeric): Numeric {
  if (toNumber(b) === 0) throw new MongoError(16610, "can't $mod by zero")
  const [whole, divisor] = [toBigInt(a), toBigInt(b)]
  const exact = isWhole(a) && isWhole(b) && whole !== undefined && divisor !== undefined
  return inTypeOf(exact ? Number(whole % divisor) : toNumber(a) % toNumber(b), a, b)
}

function power(base: Numeric, exponent: Numeric): Numeric {
  if (toNumber(base) === 0 && toNumber(exponent) < 0) {
    throw new MongoError(28764, '$pow cannot take a base of 0 and a negative exponent')
  }
  const result = toNumber(base) ** toNumber(exponent)
  return Number.isSafeInteger(result) ? inTypeOf(result, base, exponent) : double(result)
}

function bitwise(name: string, start: bigint, combine: (a: bigint, b: bigint) => bigint): PlainFunction {
  return {
    min: 0,
    max: Infinity,
    apply: operands => {
      if (operands.some(isNullish)) return null
      const numbers = operands.map(operand => numberFor(name, operand))
      return fromBits(numbers.map(number => wholeFor(name, number)).reduce(combine, start), numbers)
    },
  }
}

function wholeFor(name: string, value: Numeric): bigint {
  const type = typeName(value)
  if (type === 'int' || type === 'long') return toBigInt(value) ?? 0n
  throw new MongoError('TypeMismatch', `${name} only supports int and long operands.`)
}

function fromBits(bits: bigint, operands: Numeric[]): unknown {
  return operands.every(operand => typeName(operand) === 'int') ? Number(bits) : Long.fromBigInt(bits)
}
