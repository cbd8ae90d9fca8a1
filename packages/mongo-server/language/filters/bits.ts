import { Binary } from 'bson'
import { binaryBytes } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { fitsLong, isWhole, toBigInt, toNumber } from '../values/numbers.ts'
import { isNumeric } from '../values/types.ts'
import type { ValueTest } from './comparison.ts'

export type BitsOperator = '$bitsAllSet' | '$bitsAllClear' | '$bitsAnySet' | '$bitsAnyClear'

/** Whole numbers are 64-bit two's complement. Binary values are little-endian bit strings of any length. */
export function bitsTest(operator: BitsOperator, operand: unknown): ValueTest {
  const mask = maskOf(operator, operand)
  return value => {
    const bits = bitsOf(value)
    if (bits === undefined) return false
    const set = bits & mask
    switch (operator) {
      case '$bitsAllSet':
        return set === mask
      case '$bitsAllClear':
        return set === 0n
      case '$bitsAnySet':
        return set !== 0n
      case '$bitsAnyClear':
        return set !== mask
    }
  }
}

function maskOf(operator: BitsOperator, operand: unknown): bigint {
  if (Array.isArray(operand)) {
    return operand.reduce<bigint>((mask, position) => {
      if (!isNumeric(position) || !isWhole(position) || toNumber(position) < 0) {
        throw new MongoError('BadValue', `${operator}: bit positions must be whole and not negative`)
      }
      return mask | (1n << BigInt(toNumber(position)))
    }, 0n)
  }
  const bits = bitsOf(operand)
  if (bits === undefined || (isNumeric(operand) && bits < 0n)) {
    throw new MongoError(
      'BadValue',
      `${operator} takes an Array, a number, or a BinData but received: ${JSON.stringify(operand)}`,
    )
  }
  return bits
}

/** Negative numbers are negative bigints: infinitely many sign bits, as MongoDB extends them. */
function bitsOf(value: unknown): bigint | undefined {
  if (value instanceof Binary || value instanceof Uint8Array) {
    return binaryBytes(value).reduceRight((bits, byte) => (bits << 8n) | BigInt(byte), 0n)
  }
  if (!isNumeric(value) || !isWhole(value)) return undefined
  const bits = toBigInt(value)
  return bits !== undefined && fitsLong(bits) ? bits : undefined
}
