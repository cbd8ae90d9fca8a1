import { BSONRegExp } from 'bson'
import { type Document, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toBigInt, toNumber } from '../values/numbers.ts'
import { isReferenceField } from '../values/paths.ts'
import { compileRegex, toRegExp } from '../values/regex.ts'
import { isNumeric, isRegex, TYPE_NUMBERS, typeName } from '../values/types.ts'
import { bitsTest } from './bits.ts'
import { equalsTest, inTest, isOperatorDocument, rangeTest, regexTest, type ValueTest } from './comparison.ts'

/**
 * A condition on the values at a path. `items`: an array at the end of the path also matches if one of its items
 * does. `none`: the condition holds if no value passes the test (`$ne`, `$nin`). `not`: it holds unless all of
 * these do, each for itself: different values may satisfy them.
 */
export type Condition = { test: ValueTest; items: boolean; none?: boolean } | { not: Condition[] }

export interface FilterCompiler {
  collation: Collation | undefined
  /** Compiles the filter of an array's items, for `$elemMatch` on documents. */
  document(filter: Document): (doc: Document) => boolean
  /** Compiles the condition on a field, for `$elemMatch` on values and `$not`. */
  conditions(operators: Document): Condition[]
}

/** The operators that stand in the condition of a field; `$not` is not one of them for MongoDB's `$pull`. */
const FIELD_OPERATORS = new Set([
  '$all',
  '$bitsAllClear',
  '$bitsAllSet',
  '$bitsAnyClear',
  '$bitsAnySet',
  '$elemMatch',
  '$eq',
  '$exists',
  '$geoIntersects',
  '$geoWithin',
  '$gt',
  '$gte',
  '$in',
  '$lt',
  '$lte',
  '$mod',
  '$ne',
  '$near',
  '$nearSphere',
  '$nin',
  '$options',
  '$regex',
  '$size',
  '$type',
])

const LOGICAL_OPERATORS = new Set([
  '$and',
  '$or',
  '$nor',
  '$expr',
  '$where',
  '$text',
  '$comment',
  '$jsonSchema',
])

export function isFieldOperator(name: string): boolean {
  return FIELD_OPERATORS.has(name)
}

/**
 * The conditions of `{ field: { $gt: 1, $lt: 9 } }`. Throws BadValue for operators that this server does not have.
 */
export function compileOperators(operators: Document, compiler: FilterCompiler): Condition[] {
  return Object.entries(operators).flatMap(([operator, operand]) => {
    // `$options` belongs to its `$regex`.
    if (operator === '$options') {
      if (!('$regex' in operators)) throw new MongoError('BadValue', '$options needs a $regex')
      return []
    }
    if (operator === '$comment') return []
    if (operator === '$regex') return [{ test: regexOperand(operand, operators['$options']), items: true }]
    if (operator === '$all') return allConditions(operand, compiler)
    return [compileOperator(operator, operand, compiler)]
  })
}

/** The condition as a test of one value. An array is tested itself, and by its items. */
export function asValueTest(condition: Condition): ValueTest {
  if ('not' in condition) {
    const tests = condition.not.map(asValueTest)
    return value => !tests.every(test => test(value))
  }
  const { test, items, none } = condition
  const expanded: ValueTest = items
    ? value => test(value) || (Array.isArray(value) && value.some(item => test(item)))
    : test
  return none ? value => !expanded(value) : expanded
}

function compileOperator(operator: string, operand: unknown, compiler: FilterCompiler): Condition {
  const { collation } = compiler
  switch (operator) {
    case '$eq':
      if (isRegex(operand)) return { test: equalsTest(operand), items: true }
      return { test: equalsTest(operand, collation), items: true }
    case '$ne':
      if (isRegex(operand)) throw new MongoError('BadValue', "Can't have regex as arg to $ne.")
      return { test: equalsTest(operand, collation), items: true, none: true }
    case '$gt':
    case '$gte':
    case '$lt':
    case '$lte':
      return { test: rangeTest(operator, operand, collation), items: true }
    case '$in':
      return { test: inTest(operator, operand, collation), items: true }
    case '$nin':
      return { test: inTest(operator, operand, collation), items: true, none: true }
    case '$not':
      return not(operand, compiler)
    case '$exists': {
      const wanted = isNumeric(operand) ? toNumber(operand) !== 0 : operand !== false && operand !== null
      return wanted
        ? { test: value => value !== undefined, items: false }
        : { test: value => value !== undefined, items: false, none: true }
    }
    case '$type':
      return { test: typeTest(operand), items: true }
    case '$mod':
      return { test: modTest(operand), items: true }
    case '$size':
      return { test: sizeTest(operand), items: false }
    case '$elemMatch':
      return { test: elemMatchTest(operand, compiler), items: false }
    case '$bitsAllSet':
    case '$bitsAllClear':
    case '$bitsAnySet':
    case '$bitsAnyClear':
      return { test: bitsTest(operator, operand), items: true }
    case '$geoWithin':
    case '$geoIntersects':
    case '$near':
    case '$nearSphere':
      throw new MongoError('BadValue', `This server does not support ${operator}`)
    default:
      throw new MongoError('BadValue', `unknown operator: ${operator}`)
  }
}

/** The condition as a test of an item of `$elemMatch`, where an array is one value. */
function asItemTest(condition: Condition): ValueTest {
  if ('not' in condition) {
    const tests = condition.not.map(asItemTest)
    return value => !tests.every(test => test(value))
  }
  return condition.none ? value => !condition.test(value) : condition.test
}

function not(operand: unknown, compiler: FilterCompiler): Condition {
  if (isRegex(operand)) return { test: regexTest(operand), items: true, none: true }
  if (!isDocument(operand)) throw new MongoError('BadValue', '$not needs a regex or a document')
  if (Object.keys(operand).length === 0) throw new MongoError('BadValue', '$not cannot be empty')
  return { not: compiler.conditions(operand) }
}

function regexOperand(operand: unknown, options: unknown): ValueTest {
  if (options !== undefined && typeof options !== 'string') {
    throw new MongoError('BadValue', '$options has to be a string')
  }
  if (typeof operand === 'string') {
    return regexTest(new BSONRegExp(operand, sorted(options)), compileRegex(operand, options))
  }
  if (!isRegex(operand)) throw new MongoError('BadValue', '$regex has to be a string')
  if (options === undefined) return regexTest(operand)
  const own = operand instanceof BSONRegExp ? operand.options : operand.flags.replace(/[^imsu]/g, '')
  if (own !== '' && options !== '') throw new MongoError(51075, 'options set in both $regex and $options')
  return regexTest(operand, options === '' ? toRegExp(operand) : compileRegex(patternOf(operand), options))
}

function patternOf(regex: BSONRegExp | RegExp): string {
  return regex instanceof BSONRegExp ? regex.pattern : regex.source
}

function sorted(options = ''): string {
  return [...options]
    .filter(flag => 'imsx'.includes(flag))
    .sort()
    .join('')
}

function typeTest(operand: unknown): ValueTest {
  const names = new Set<string>()
  for (const item of Array.isArray(operand) ? operand : [operand]) {
    if (item === 'number') for (const name of ['int', 'long', 'double', 'decimal']) names.add(name)
    else names.add(typeNameOf(item))
  }
  if (names.size === 0) throw new MongoError('FailedToParse', '$type must match at least one type')
  return value => value !== undefined && names.has(typeName(value))
}

function typeNameOf(item: unknown): string {
  if (typeof item === 'string') {
    if (Object.hasOwn(TYPE_NUMBERS, item)) return item
    throw new MongoError('BadValue', `Unknown type name alias: ${item}`)
  }
  if (!isNumeric(item))
    throw new MongoError('TypeMismatch', 'type must be represented as a number or a string')
  const number = toNumber(item)
  const entry = Object.entries(TYPE_NUMBERS).find(([, known]) => known === number)
  if (entry === undefined) throw new MongoError('BadValue', `Invalid numerical type code: ${number}`)
  return entry[0]
}

function modTest(operand: unknown): ValueTest {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', 'malformed mod, needs to be an array')
  if (operand.length < 2) throw new MongoError('BadValue', 'malformed mod, not enough elements')
  if (operand.length > 2) throw new MongoError('BadValue', 'malformed mod, too many elements')
  const [divisor, remainder] = operand.map(part => (isNumeric(part) ? toBigInt(part) : undefined))
  if (divisor === undefined) throw new MongoError('BadValue', 'malformed mod, divisor not a number')
  if (remainder === undefined) throw new MongoError('BadValue', 'malformed mod, remainder not a number')
  if (divisor === 0n) throw new MongoError('BadValue', 'divisor cannot be 0')
  return value => {
    if (!isNumeric(value)) return false
    const whole = toBigInt(value)
    return whole !== undefined && whole % divisor === remainder
  }
}

function sizeTest(operand: unknown): ValueTest {
  if (!isNumeric(operand)) {
    throw new MongoError(
      'BadValue',
      `Failed to parse $size. Expected a number in: $size: ${JSON.stringify(operand)}`,
    )
  }
  const size = toNumber(operand)
  if (!isWhole(operand))
    throw new MongoError('BadValue', `Failed to parse $size. Expected an integer: $size: ${size}`)
  if (size < 0) {
    throw new MongoError(
      'BadValue',
      `Failed to parse $size. Expected a non-negative number in: $size: ${size}`,
    )
  }
  return value => Array.isArray(value) && value.length === size
}

/** A condition for each operand, as if they were joined by `$and`. Without operands nothing matches. */
function allConditions(operand: unknown, compiler: FilterCompiler): Condition[] {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', '$all needs an array')
  if (operand.length === 0) return [{ test: () => false, items: false }]
  return operand.map((item): Condition => {
    if (isRegex(item)) return { test: regexTest(item), items: true }
    if (!isOperatorDocument(item)) return { test: equalsTest(item, compiler.collation), items: true }
    if (!('$elemMatch' in item)) throw new MongoError('BadValue', 'no $ expressions in $all')
    return { test: elemMatchTest(item['$elemMatch'], compiler), items: false }
  })
}

function elemMatchTest(operand: unknown, compiler: FilterCompiler): ValueTest {
  if (!isDocument(operand)) throw new MongoError('BadValue', '$elemMatch needs an Object')
  const first = Object.keys(operand)[0] ?? ''
  if (
    first.startsWith('$') &&
    !LOGICAL_OPERATORS.has(first) &&
    !Object.keys(operand).some(isReferenceField)
  ) {
    const tests = compiler.conditions(operand).map(asItemTest)
    return value => Array.isArray(value) && value.some(item => tests.every(test => test(item)))
  }
  const matches = compiler.document(operand)
  return value =>
    Array.isArray(value) &&
    value.some(item => {
      if (isDocument(item)) return matches(item)
      return Array.isArray(item) && matches(Object.fromEntries(item.entries()))
    })
}
