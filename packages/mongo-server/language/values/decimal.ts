import { Decimal128 } from 'bson'

/** coefficient × 10^exponent; the sign is the coefficient's. NaN and the infinities have `special` set. */
export interface DecimalParts {
  coefficient: bigint
  exponent: number
  special?: number
}

const DIGITS = 34
const EXPONENT_BIAS = 6176
const LARGEST_EXPONENT = 6111

/** Reads IEEE 754-2008 decimal128 in BSON's binary integer encoding. */
export function decimalParts(value: Decimal128): DecimalParts {
  const { bytes } = value
  const view = new DataView(bytes.buffer, bytes.byteOffset, 16)
  const low = view.getBigUint64(0, true)
  const high = view.getBigUint64(8, true)
  const negative = high >> 63n === 1n
  const combination = Number((high >> 58n) & 31n)
  if (combination === 31) return { coefficient: 0n, exponent: 0, special: Number.NaN }
  if (combination === 30) {
    return { coefficient: 0n, exponent: 0, special: negative ? -Infinity : Infinity }
  }
  // The second form of the combination field only encodes coefficients beyond 34 digits, which count as zero.
  const outOfRange = combination >> 3 === 3
  const exponent = Number((high >> (outOfRange ? 47n : 49n)) & 0x3fffn) - EXPONENT_BIAS
  const coefficient = outOfRange ? 0n : ((high & 0x1ffffffffffffn) << 64n) | low
  return { coefficient: negative ? -coefficient : coefficient, exponent }
}

export function toDecimal128({ coefficient, exponent, special }: DecimalParts): Decimal128 {
  if (special !== undefined) return Decimal128.fromString(String(special))
  const [rounded, shift] = roundToDigits(coefficient)
  const power = exponent + shift
  // Out of range in any case, unless zeros can make room, which the parser does.
  if (rounded !== 0n && power > LARGEST_EXPONENT + DIGITS) {
    return Decimal128.fromString(rounded < 0n ? '-Infinity' : 'Infinity')
  }
  if (rounded === 0n || power < -EXPONENT_BIAS - DIGITS) return Decimal128.fromString('0')
  return Decimal128.fromStringWithRounding(`${rounded}E${power}`)
}

export function divideHalfEven(dividend: bigint, divisor: bigint): bigint {
  const quotient = dividend / divisor
  const rest = dividend - quotient * divisor
  const twice = 2n * (rest < 0n ? -rest : rest)
  const away = dividend < 0n !== divisor < 0n ? -1n : 1n
  const size = divisor < 0n ? -divisor : divisor
  if (twice > size || (twice === size && quotient % 2n !== 0n)) return quotient + away
  return quotient
}

export function addDecimals(a: DecimalParts, b: DecimalParts): DecimalParts {
  if (a.special !== undefined || b.special !== undefined) {
    return { coefficient: 0n, exponent: 0, special: (a.special ?? 0) + (b.special ?? 0) }
  }
  // Beyond this gap the smaller one cannot reach the 34 digits kept.
  const exponent = Math.min(a.exponent, b.exponent)
  return {
    coefficient:
      a.coefficient * 10n ** BigInt(a.exponent - exponent) +
      b.coefficient * 10n ** BigInt(b.exponent - exponent),
    exponent,
  }
}

export function multiplyDecimals(a: DecimalParts, b: DecimalParts): DecimalParts {
  if (a.special !== undefined || b.special !== undefined) {
    return { coefficient: 0n, exponent: 0, special: sizeOf(a) * sizeOf(b) }
  }
  return { coefficient: a.coefficient * b.coefficient, exponent: a.exponent + b.exponent }
}

export function divideDecimals(a: DecimalParts, b: DecimalParts): DecimalParts {
  if (a.special !== undefined || b.special !== undefined || b.coefficient === 0n) {
    return { coefficient: 0n, exponent: 0, special: sizeOf(a) / sizeOf(b) }
  }
  const scale = 2 * DIGITS
  const quotient = (a.coefficient * 10n ** BigInt(scale)) / b.coefficient
  return trimZeros({ coefficient: quotient, exponent: a.exponent - b.exponent - scale })
}

/** What JavaScript reads the decimal as: the nearest double. */
export function decimalToNumber(parts: DecimalParts): number {
  return parts.special ?? Number(`${parts.coefficient}e${parts.exponent}`)
}

/** MongoDB takes a double into decimal arithmetic with 15 significant digits (so 0.1 becomes 0.1). */
export function decimalFromNumber(value: number): DecimalParts {
  if (!Number.isFinite(value)) return { coefficient: 0n, exponent: 0, special: value }
  const [mantissa = '0', power = '0'] = value.toExponential(14).split('e')
  const [whole = '0', fraction = ''] = mantissa.split('.')
  const parts = { coefficient: BigInt(whole + fraction), exponent: Number(power) - fraction.length }
  return trimZeros(parts)
}

/** Rounds half to even to 34 digits, and tells how many powers of ten were taken off. */
function roundToDigits(coefficient: bigint): [bigint, number] {
  const length = String(coefficient < 0n ? -coefficient : coefficient).length
  if (length <= DIGITS) return [coefficient, 0]
  const shift = length - DIGITS
  return [divideHalfEven(coefficient, 10n ** BigInt(shift)), shift]
}

/** Removes trailing zeros of the coefficient, down to exponent 0 if there is a fraction. */
function trimZeros({ coefficient, exponent }: DecimalParts): DecimalParts {
  while (coefficient !== 0n && exponent < 0 && coefficient % 10n === 0n) {
    coefficient /= 10n
    exponent++
  }
  return coefficient === 0n ? { coefficient, exponent: 0 } : { coefficient, exponent }
}

function sizeOf({ coefficient, special }: DecimalParts): number {
  return special ?? Math.sign(Number(coefficient))
}
