import { Long, Timestamp } from 'bson'
import { type Document, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { addExactly, isDecimal, multiplyExactly, toBigInt } from '../values/numbers.ts'
import { isNumeric, type Numeric, typeName } from '../values/types.ts'
import { type Change, shown } from './paths.ts'

/** What a change may need to know about the document and the command. */
export interface ChangeContext {
  id: unknown
  now: Date
  collation: Collation | undefined
}

/** Makes the change of one modifier for one field. Checks the operand at once. */
export type NewChange = (operand: unknown, path: string) => BoundChange

/** Gives the change for the document and the command that it belongs to. */
export type BoundChange = (context: ChangeContext) => Change

export const increment = arithmetic('$inc', 'increment', addExactly)
export const multiplyBy = arithmetic('$mul', 'multiply', multiplyExactly)

export const minimum = extreme(1)
export const maximum = extreme(-1)

const BIT_OPERATIONS: { readonly [name: string]: (a: bigint, b: bigint) => bigint } = {
  and: (a, b) => a & b,
  or: (a, b) => a | b,
  xor: (a, b) => a ^ b,
}

export function set(operand: unknown): BoundChange {
  const change: Change = { apply: old => (sameScalar(old, operand) ? old : operand), creates: true }
  return () => change
}

export function unset(): BoundChange {
  const change: Change = { apply: () => undefined, creates: false }
  return () => change
}

export function currentDate(operand: unknown): BoundChange {
  const type = isDocument(operand) ? operand['$type'] : operand
  if (typeof type === 'boolean' || type === 'date') return ({ now }) => ({ creates: true, apply: () => now })
  if (type === 'timestamp') {
    return ({ now }) => ({
      creates: true,
      apply: () => new Timestamp({ t: Math.floor(now.getTime() / 1000), i: 1 }),
    })
  }
  if (isDocument(operand)) {
    throw new MongoError(
      'BadValue',
      "The '$type' string field is required to be 'date' or 'timestamp': {$currentDate: {field : {$type: 'date'}}}",
    )
  }
  throw new MongoError(
    'BadValue',
    `${typeName(operand)} is not valid type for $currentDate. Please use a boolean ('true') or a $type expression ({$type: 'timestamp/date'}).`,
  )
}

export function bit(operand: unknown, path: string): BoundChange {
  if (!isDocument(operand)) {
    throw new MongoError(
      'BadValue',
      `The $bit modifier is not compatible with a ${typeName(operand)}. You must pass in an embedded document: {$bit: {field: {and/or/xor: #}}`,
    )
  }
  const steps = Object.entries(operand).map(([name, mask]) => bitStep(name, mask, operand))
  if (steps.length === 0) {
    throw new MongoError(
      'BadValue',
      `You must pass in at least one bitwise operation. The format is: {$bit: {field: {and/or/xor: #}}`,
    )
  }
  return ({ id }) => ({
    creates: true,
    apply: (old = 0) => {
      if (!isWholeType(old)) {
        throw new MongoError(
          'BadValue',
          `Cannot apply $bit to a value of non-integral type.{_id: ${shown(id)}} has the field ${nameOfField(path)} of non-integer type ${typeName(old)}`,
        )
      }
      return steps.reduce((value, step) => step(value), old)
    },
  })
}

function sameScalar(a: unknown, b: unknown): boolean {
  return a === b
}

function nameOfField(path: string): string {
  return path.slice(path.lastIndexOf('.') + 1)
}

function arithmetic(
  name: string,
  verb: string,
  calculate: (value: Numeric, operand: Numeric) => Numeric | undefined,
): NewChange {
  return (operand, path) => {
    if (!isNumeric(operand)) {
      throw new MongoError(
        'TypeMismatch',
        `Cannot ${verb} with non-numeric argument: {${path}: ${shown(operand)}}`,
      )
    }
    return ({ id }) => ({
      creates: true,
      apply: old => {
        // A missing field counts as 0 (manual: "$inc", "$mul").
        if (old === undefined) return name === '$inc' ? operand : (calculate(0, operand) ?? 0)
        if (!isNumeric(old)) {
          throw new MongoError(
            'TypeMismatch',
            `Cannot apply ${name} to a value of non-numeric type. {_id: ${shown(id)}} has the field '${nameOfField(path)}' of non-numeric type ${typeName(old)}`,
          )
        }
        const result = calculate(old, operand)
        if (result !== undefined) return result
        throw new MongoError(
          'BadValue',
          `Failed to apply ${name} operations to current value ((NumberLong)${old.toString()}) for document {_id: ${shown(id)}}`,
        )
      },
    })
  }
}

function extreme(sign: 1 | -1): NewChange {
  return operand =>
    ({ collation }) => ({
      creates: true,
      apply: old => (old === undefined || compare(operand, old, collation) * sign < 0 ? operand : old),
    })
}

function bitStep(name: string, mask: unknown, operand: Document): (value: Numeric) => Numeric {
  const combine = Object.hasOwn(BIT_OPERATIONS, name) ? BIT_OPERATIONS[name] : undefined
  if (combine === undefined) {
    throw new MongoError(
      'BadValue',
      `The $bit modifier only supports 'and', 'or', and 'xor', not '${name}' which is an unknown operator: {${shown(operand)}}`,
    )
  }
  if (!isWholeType(mask)) {
    throw new MongoError(
      'BadValue',
      `The $bit modifier field must be an Integer(32/64 bit); a '${typeName(mask)}' is not supported here: {${shown(operand)}}`,
    )
  }
  return value => {
    const bits = combine(toBigInt(value) ?? 0n, toBigInt(mask) ?? 0n)
    const wide = typeName(value) === 'long' || typeName(mask) === 'long'
    return wide ? Long.fromBigInt(BigInt.asIntN(64, bits)) : Number(bits)
  }
}

function isWholeType(value: unknown): value is Numeric {
  return isNumeric(value) && !isDecimal(value) && ['int', 'long'].includes(typeName(value))
}
