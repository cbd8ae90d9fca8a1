import { MaxKey, MinKey, ObjectId } from 'bson'
import { boundedTest } from '../limits/bounded-match.ts'
import { type Document, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { hashKey } from '../values/key-bytes.ts'
import { compareNumbers, toNumber } from '../values/numbers.ts'
import { toRegExp } from '../values/regex.ts'
import { bracketOf, isNullish, isNumeric, isRegex } from '../values/types.ts'

/** A test of one value. `undefined` is a missing field. */
export type ValueTest = (value: unknown) => boolean

export type RangeOperator = '$gt' | '$gte' | '$lt' | '$lte'

const ACCEPTED_ORDERS: { readonly [operator in RangeOperator]: (order: number) => boolean } = {
  $gt: order => order > 0,
  $gte: order => order >= 0,
  $lt: order => order < 0,
  $lte: order => order <= 0,
}

/** With more operands than this, a set of keys is faster than comparing one by one. */
const MANY_OPERANDS = 8

/** Equality as in queries: null also matches a missing field, and numbers of all types compare by value. */
export function equalsTest(operand: unknown, collation?: Collation): ValueTest {
  if (isNullish(operand)) return isNullish
  if (typeof operand === 'string' && collation === undefined) {
    return value => value === operand || (typeof value === 'object' && compare(value, operand) === 0)
  }
  if (typeof operand === 'boolean') return value => value === operand
  if (isNumeric(operand)) {
    return value => isNumeric(value) && compareNumbers(value, operand) === 0
  }
  if (operand instanceof ObjectId) return value => value instanceof ObjectId && operand.equals(value)
  if (operand instanceof Date) {
    const time = operand.getTime()
    return value => value instanceof Date && value.getTime() === time
  }
  const type = bracketOf(operand)
  return value => bracketOf(value) === type && compare(value, operand, collation) === 0
}

/** A range matches values of its operand's type only (manual: "Type Bracketing"), except for MinKey and MaxKey. */
export function rangeTest(operator: RangeOperator, operand: unknown, collation?: Collation): ValueTest {
  const accept = ACCEPTED_ORDERS[operator]
  const orEqual = operator === '$gte' || operator === '$lte'
  if (isRegex(operand)) {
    throw new MongoError('BadValue', `Can't have RegEx as arg to predicate over field with ${operator}.`)
  }
  if (isNullish(operand)) return value => orEqual && isNullish(value)
  if (operand instanceof MinKey || operand instanceof MaxKey) {
    return value => accept(compare(value ?? null, operand))
  }
  if (isNumeric(operand)) {
    // NaN is equal to itself and neither above nor below anything.
    if (Number.isNaN(toNumber(operand)))
      return value => orEqual && isNumeric(value) && Number.isNaN(toNumber(value))
    return value =>
      isNumeric(value) && accept(compareNumbers(value, operand)) && !Number.isNaN(toNumber(value))
  }
  if (operand instanceof Date) {
    const time = operand.getTime()
    return value => value instanceof Date && accept(value.getTime() - time)
  }
  const type = bracketOf(operand)
  return value => bracketOf(value) === type && accept(compare(value, operand, collation))
}

export function inTest(operator: string, operand: unknown, collation?: Collation): ValueTest {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', `${operator} needs an array`)
  const regexes: ValueTest[] = []
  const others: unknown[] = []
  for (const item of operand) {
    if (isOperatorDocument(item)) {
      throw new MongoError('BadValue', `cannot nest $ under ${operator}`)
    }
    if (isRegex(item)) regexes.push(regexTest(item))
    else others.push(item)
  }
  const tests = [...regexes]
  if (others.length <= MANY_OPERANDS) {
    tests.push(...others.map(item => equalsTest(item, collation)))
  } else {
    const keys = new Set(others.map(item => hashKey(item ?? null, collation)))
    tests.push(value => keys.has(hashKey(value ?? null, collation)))
  }
  return value => {
    for (const test of tests) if (test(value)) return true
    return false
  }
}

/** A regular expression matches strings, and stored expressions equal to it. */
export function regexTest(regex: Parameters<typeof toRegExp>[0], compiled = toRegExp(regex)): ValueTest {
  const matches = boundedTest(compiled)
  return value => {
    if (typeof value === 'string') return matches(value)
    return typeof value === 'object' && isRegex(value) && compare(value, regex) === 0
  }
}

/** Whether a value holds operators. A reference, `{ $ref, $id }`, is a value like any other. */
export function isOperatorDocument(value: unknown): value is Document {
  if (!isDocument(value) || Object.keys(value)[0]?.startsWith('$') !== true) return false
  return !(Object.hasOwn(value, '$ref') && Object.hasOwn(value, '$id'))
}
