import { Binary, BSONRegExp, Decimal128, Double, Int32, Long, ObjectId, Timestamp } from 'bson'
import { isOperatorDocument } from '../language/filters/comparison.ts'
import { type Document, isDocument } from '../language/values/bson.ts'

export interface Bound {
  value: unknown
  inclusive: boolean
}

/** One condition on one path that an index can answer. */
export type Predicate = {
  path: string
  /** The bounds answer the whole condition if the field has no arrays; nothing is left to check. */
  exact: boolean
  /** Documents without the field never match, so a sparse index can answer it. */
  needsField: boolean
} & (
  | { kind: 'points'; values: unknown[] }
  | { kind: 'range'; lower: Bound | undefined; upper: Bound | undefined }
  | { kind: 'exists' }
)

export interface Conditions {
  predicates: Predicate[]
  /** The branches of each top-level `$or`. */
  disjunctions: Document[][]
  /** There are other conditions, so documents must be read. */
  other: boolean
}

/** The parts of a filter that indexes can answer. The filter itself has been validated before. */
export function conditionsOf(filter: Document): Conditions {
  const conditions: Conditions = { predicates: [], disjunctions: [], other: false }
  const collect = (part: Document) => {
    for (const [name, value] of Object.entries(part)) {
      if (name === '$and' && Array.isArray(value))
        for (const each of value) collect(isDocument(each) ? each : {})
      else if (name === '$or' && Array.isArray(value)) conditions.disjunctions.push(value.filter(isDocument))
      else if (name === '$comment') continue
      else if (name.startsWith('$')) conditions.other = true
      else fieldPredicates(name, value, conditions)
    }
  }
  collect(filter)
  return conditions
}

/** Values that compare alike in a query and in the key bytes. */
function isScalar(value: unknown): boolean {
  return (
    typeof value === 'string' ||
    (typeof value === 'number' && !Number.isNaN(value)) ||
    typeof value === 'bigint' ||
    typeof value === 'boolean' ||
    value instanceof Date ||
    value instanceof ObjectId ||
    value instanceof Int32 ||
    (value instanceof Double && !Number.isNaN(value.value)) ||
    value instanceof Long ||
    value instanceof Timestamp ||
    value instanceof Binary ||
    (value instanceof Decimal128 && value.toString() !== 'NaN')
  )
}

function isPoint(value: unknown): boolean {
  return isScalar(value) || value === null || isDocument(value)
}

function points(path: string, values: unknown[]): Predicate | undefined {
  if (!values.every(isPoint)) return undefined
  return {
    kind: 'points',
    path,
    values,
    exact: values.every(isScalar),
    needsField: values.every(value => value !== null),
  }
}

/** `/^abc/` as a range of strings; the pattern itself is still checked. */
function prefixRange(path: string, pattern: string, flags: string): Predicate | undefined {
  const literal = /^\^([A-Za-z0-9 _@:/,;%&#=<>!~-]+)(.?)/s.exec(pattern)
  if (!literal || flags !== '' || pattern.includes('|')) return undefined
  const follows = literal[2] ?? ''
  const prefix =
    '*?{'.includes(follows) && follows !== '' ? (literal[1] ?? '').slice(0, -1) : (literal[1] ?? '')
  if (prefix === '') return undefined
  const end = prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1)
  return {
    kind: 'range',
    path,
    lower: { value: prefix, inclusive: true },
    upper: { value: end, inclusive: false },
    exact: false,
    needsField: true,
  }
}

function operatorPredicate(path: string, operator: string, value: unknown): Predicate | undefined {
  if (operator === '$eq') return points(path, [value])
  if (operator === '$in' && Array.isArray(value)) return points(path, value)
  if (operator === '$exists' && value === true) {
    return { kind: 'exists', path, exact: false, needsField: true }
  }
  if (!isScalar(value)) return undefined
  const base = { kind: 'range' as const, path, exact: true, needsField: true }
  if (operator === '$gt') return { ...base, lower: { value, inclusive: false }, upper: undefined }
  if (operator === '$gte') return { ...base, lower: { value, inclusive: true }, upper: undefined }
  if (operator === '$lt') return { ...base, lower: undefined, upper: { value, inclusive: false } }
  if (operator === '$lte') return { ...base, lower: undefined, upper: { value, inclusive: true } }
  return undefined
}

function fieldPredicates(path: string, condition: unknown, into: Conditions): void {
  const add = (predicate: Predicate | undefined) => {
    if (predicate) into.predicates.push(predicate)
    else into.other = true
  }
  if (condition instanceof BSONRegExp) add(prefixRange(path, condition.pattern, condition.options))
  else if (condition instanceof RegExp) add(prefixRange(path, condition.source, condition.flags))
  else if (isOperatorDocument(condition)) {
    const plain = !('$options' in condition)
    for (const [operator, value] of Object.entries(condition)) {
      if (operator === '$regex' && plain && typeof value === 'string') add(prefixRange(path, value, ''))
      else if (operator === '$regex' && plain) fieldPredicates(path, value, into)
      else if (operator === '$all') allPredicates(path, value, into)
      else add(operatorPredicate(path, operator, value))
    }
  } else add(points(path, [condition]))
}

/** An index answers one of the values; the others are checked on the documents. */
function allPredicates(path: string, operand: unknown, into: Conditions): void {
  const items: unknown[] = Array.isArray(operand) ? operand : []
  if (items.length === 0) into.other = true
  for (const item of items) {
    if (isOperatorDocument(item)) into.other = true
    else fieldPredicates(path, item, into)
  }
}
