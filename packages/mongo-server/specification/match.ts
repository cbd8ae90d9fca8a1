import { EJSON } from 'bson'
import type { Document } from 'mongodb'
import { Mismatch, NotSupported } from './verdicts.ts'

/** The value that `$$matchesEntity` and `$$sessionLsid` name. */
export type FindValue = (name: string) => unknown

interface Place {
  values: FindValue
  /** Where in the actual value we are, for the message. */
  path: string
  /** Extra fields are allowed in the root document only. */
  root: boolean
}

const TYPE_TESTS: Record<string, (value: unknown) => boolean> = {
  string: value => typeof value === 'string',
  object: isPlain,
  array: Array.isArray,
  bool: value => typeof value === 'boolean',
  int: value => Number.isInteger(plainNumber(value)),
  long: value => Number.isInteger(plainNumber(value)),
  double: value => typeof plainNumber(value) === 'number',
  number: value => typeof plainNumber(value) === 'number',
  decimal: value => bsonType(value) === 'Decimal128',
  date: value => value instanceof Date,
  objectId: value => bsonType(value) === 'ObjectId',
  binData: value => bsonType(value) === 'Binary',
  timestamp: value => bsonType(value) === 'Timestamp',
  null: value => value === null,
}

/** Compares a value with what a test expects. Throws `Mismatch`, or `NotSupported` for an unknown rule. */
export function match(
  expected: unknown,
  actual: unknown,
  values: FindValue,
  path = 'result',
  root = true,
): void {
  matchAt(expected, actual, { values, path, root })
}

function isPlain(value: unknown): value is Document {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !('_bsontype' in value) &&
    !(value instanceof Date) &&
    !(value instanceof Uint8Array)
  )
}

function matchAt(expected: unknown, actual: unknown, place: Place): void {
  const { path, root } = place
  const rule = ruleOf(expected)
  if (rule) {
    matchRule(...rule, actual, place)
    return
  }
  const plain = plainNumber(actual)
  if (Array.isArray(expected)) {
    if (!Array.isArray(plain) || plain.length !== expected.length) fail(path, expected, actual)
    for (const [at, each] of expected.entries())
      matchAt(each, plain[at], { ...place, path: `${path}[${at}]`, root: root && isPlain(each) })
    return
  }
  if (isPlain(expected)) {
    if (!isPlain(plain)) fail(path, expected, actual)
    for (const [field, each] of Object.entries(expected))
      matchAt(each, plain[field], { ...place, path: `${path}.${field}`, root: false })
    const extra = Object.keys(plain).filter(field => !(field in expected) && plain[field] !== undefined)
    if (!root && extra.length > 0) fail(path, expected, actual)
    return
  }
  if (JSON.stringify(plainNumber(expected)) !== JSON.stringify(plain)) fail(path, expected, actual)
}

/** A document whose only field is `$$…` is a rule instead of a value. */
function ruleOf(expected: unknown): [string, unknown] | null {
  if (!isPlain(expected)) return null
  const [entry, ...more] = Object.entries(expected)
  return entry && more.length === 0 && entry[0].startsWith('$$') ? entry : null
}

function matchRule(name: string, operand: unknown, actual: unknown, place: Place): void {
  const { path, values } = place
  const failed = () => fail(path, { [name]: operand }, actual)
  switch (name) {
    case '$$exists':
      if ((actual !== undefined) !== operand) failed()
      break
    case '$$unsetOrMatches':
      if (actual !== undefined && actual !== null) matchAt(operand, actual, place)
      break
    case '$$type':
      if (!matchesType(operand, actual)) failed()
      break
    case '$$matchesEntity':
    case '$$sessionLsid':
      matchAt(values(String(operand)), actual, { ...place, root: false })
      break
    case '$$matchesHexBytes':
      if (!(actual instanceof Uint8Array) || Buffer.from(actual).toString('hex') !== operand) failed()
      break
    case '$$matchAsDocument':
      if (typeof actual !== 'string') failed()
      else matchAt(operand, EJSON.parse(actual, { relaxed: true }), { ...place, root: false })
      break
    case '$$matchAsRoot':
      matchAt(operand, actual, { ...place, root: true })
      break
    case '$$lte':
      if (!(Number(plainNumber(actual)) <= Number(operand))) failed()
      break
    default:
      throw new NotSupported(`the matching rule ${name}`)
  }
}

function matchesType(types: unknown, value: unknown): boolean {
  const names = Array.isArray(types) ? types : [types]
  return names.some(name => {
    const test = TYPE_TESTS[String(name)]
    if (!test) throw new NotSupported(`the type ${String(name)}`)
    return test(value)
  })
}

/** By their names, because the driver may have loaded its own copy of the classes. */
function plainNumber(value: unknown): unknown {
  const type = bsonType(value)
  if (type === 'Int32' || type === 'Double' || type === 'Long') return Number(value)
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Map ? Object.fromEntries(value) : value
}

function bsonType(value: unknown): unknown {
  return typeof value === 'object' && value !== null && '_bsontype' in value ? value._bsontype : null
}

function fail(path: string, expected: unknown, actual: unknown): never {
  throw new Mismatch(`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
}
