import type { Document } from 'mongodb'
import { Mismatch, Unsupported } from './format.ts'

export type Entities = (name: string) => unknown

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

function bsonType(value: unknown): unknown {
  return typeof value === 'object' && value !== null && '_bsontype' in value ? value._bsontype : undefined
}

/** By their names, because the driver may have loaded its own copy of the classes. */
function plainNumber(value: unknown): unknown {
  const type = bsonType(value)
  if (type === 'Int32' || type === 'Double' || type === 'Long') return Number(value)
  if (typeof value === 'bigint') return Number(value)
  return value instanceof Map ? Object.fromEntries(value) : value
}

const typeTests: Record<string, (value: unknown) => boolean> = {
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
  null: value => value === null,
}

function matchesType(types: unknown, value: unknown): boolean {
  const names = Array.isArray(types) ? types : [types]
  return names.some(name => typeTests[String(name)]?.(value) ?? false)
}

/** A document whose only field is `$$…` stands for a rule instead of a value. */
function rule(expected: unknown): [string, unknown] | undefined {
  if (!isPlain(expected)) return undefined
  const [entry, ...more] = Object.entries(expected)
  return entry && more.length === 0 && entry[0].startsWith('$$') ? entry : undefined
}

function fail(path: string, expected: unknown, actual: unknown): never {
  throw new Mismatch(`${path}: expected ${JSON.stringify(expected)}, got ${JSON.stringify(actual)}`)
}

function matchRule(
  name: string,
  operand: unknown,
  actual: unknown,
  entities: Entities,
  path: string,
  root: boolean,
): void {
  if (name === '$$exists') {
    if ((actual !== undefined) !== operand) fail(path, { [name]: operand }, actual)
  } else if (name === '$$unsetOrMatches') {
    if (actual !== undefined && actual !== null) match(operand, actual, entities, path, root)
  } else if (name === '$$type') {
    if (!matchesType(operand, actual)) fail(path, { [name]: operand }, actual)
  } else if (name === '$$matchesEntity') match(entities(String(operand)), actual, entities, path, false)
  else if (name === '$$sessionLsid') match(entities(String(operand)), actual, entities, path, false)
  else if (name === '$$lte') {
    if (!(Number(plainNumber(actual)) <= Number(operand))) fail(path, { [name]: operand }, actual)
  } else throw new Unsupported(`the matching rule ${name}`)
}

/** Extra fields are allowed in the root document only, as the format says. */
export function match(
  expected: unknown,
  actual: unknown,
  entities: Entities,
  path = 'result',
  root = true,
): void {
  const special = rule(expected)
  if (special) {
    matchRule(special[0], special[1], actual, entities, path, root)
    return
  }
  const plain = plainNumber(actual)
  if (Array.isArray(expected)) {
    if (!Array.isArray(plain) || plain.length !== expected.length) fail(path, expected, actual)
    for (const [at, each] of expected.entries())
      match(each, plain[at], entities, `${path}[${at}]`, root && isPlain(each))
    return
  }
  if (isPlain(expected)) {
    if (!isPlain(plain)) fail(path, expected, actual)
    for (const [field, each] of Object.entries(expected))
      match(each, plain[field], entities, `${path}.${field}`, false)
    const extra = Object.keys(plain).filter(field => !(field in expected) && plain[field] !== undefined)
    if (!root && extra.length > 0) fail(path, expected, actual)
    return
  }
  if (JSON.stringify(plainNumber(expected)) !== JSON.stringify(plain)) fail(path, expected, actual)
}
