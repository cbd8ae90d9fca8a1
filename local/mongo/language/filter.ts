import { type Document, getField } from './bson.ts'
import type { Collation } from './compare.ts'
import { MongoError } from './errors.ts'
import { compileExpression } from './expression.ts'
import { isTruthy, newScope } from './expression-scope.ts'
import { equalsTest, regexTest, type ValueTest } from './filter-comparison.ts'
import {
  asValueTest,
  type Condition,
  compileOperators,
  type FilterCompiler,
  isOperatorDocument,
} from './filter-operators.ts'
import { anyValueAt, arrayIndex } from './paths.ts'
import { isDocument, isRegex } from './types.ts'

export type FilterOptions = {
  collation?: Collation | undefined
  /** Variables visible to `$expr`. */
  variables?: Document | undefined
  now?: Date | undefined
}

type Matcher = (doc: Document) => boolean

/**
 * A test for documents by a query filter. Throws BadValue and its like for filters MongoDB refuses, and for the
 * operators this server does not have.
 */
export function compileFilter(filter: Document, options: FilterOptions = {}): Matcher {
  const compiler: FilterCompiler = {
    collation: options.collation,
    document: inner => compileFilter(inner, options),
    conditions: operators => compileOperators(operators, compiler),
  }
  const matchers: Matcher[] = []
  for (const [name, value] of Object.entries(filter)) {
    const matcher = name.startsWith('$')
      ? compileLogical(name, value, options)
      : compileField(name, value, compiler)
    if (matcher !== undefined) matchers.push(...matcher)
  }
  return all(matchers)
}

function all(matchers: Matcher[]): Matcher {
  const [first, second] = matchers
  if (first === undefined) return () => true
  if (second === undefined) return first
  if (matchers.length === 2) return doc => first(doc) && second(doc)
  return doc => {
    for (const matches of matchers) if (!matches(doc)) return false
    return true
  }
}

function compileLogical(operator: string, operand: unknown, options: FilterOptions): Matcher[] {
  switch (operator) {
    case '$and':
      return branches(operator, operand, options)
    case '$or': {
      const alternatives = branches(operator, operand, options)
      return [doc => alternatives.some(matches => matches(doc))]
    }
    case '$nor': {
      const alternatives = branches(operator, operand, options)
      return [doc => !alternatives.some(matches => matches(doc))]
    }
    case '$expr': {
      const expression = compileExpression(operand, { collation: options.collation })
      const { variables, now } = options
      return [doc => isTruthy(expression(newScope(doc, variables, now)))]
    }
    case '$comment':
      return []
    case '$where':
    case '$text':
    case '$jsonSchema':
      throw new MongoError('BadValue', `This server does not support ${operator}`)
    default:
      throw new MongoError(
        'BadValue',
        `unknown top level operator: ${operator}. If you have a field name that starts with a '$' symbol, consider using $getField or $setField.`,
      )
  }
}

function branches(operator: string, operand: unknown, options: FilterOptions): Matcher[] {
  if (!Array.isArray(operand)) throw new MongoError('BadValue', `${operator} must be an array`)
  if (operand.length === 0) throw new MongoError('BadValue', '$and/$or/$nor must be a nonempty array')
  return operand.map(branch => {
    if (!isDocument(branch)) throw new MongoError('BadValue', '$or/$and/$nor entries need to be full objects')
    return compileFilter(branch, options)
  })
}

function compileField(path: string, value: unknown, compiler: FilterCompiler): Matcher[] {
  const conditions = fieldConditions(value, compiler)
  return conditions.map(condition => atPath(path, condition))
}

function fieldConditions(value: unknown, compiler: FilterCompiler): Condition[] {
  if (isRegex(value)) return [{ test: regexTest(value), items: true }]
  if (isOperatorDocument(value)) return compileOperators(value, compiler)
  return [{ test: equalsTest(value, compiler.collation), items: true }]
}

function atPath(path: string, condition: Condition): Matcher {
  if ('not' in condition) {
    const matches = all(condition.not.map(inner => atPath(path, inner)))
    return doc => !matches(doc)
  }
  const { none = false } = condition
  const test: ValueTest = asValueTest({ ...condition, none: false })
  if (!path.includes('.')) return none ? doc => !test(getField(doc, path)) : doc => test(getField(doc, path))
  const components = path.split('.')
  return none ? doc => !anyValueAt(doc, components, test) : doc => anyValueAt(doc, components, test)
}

/**
 * The index the positional `$` stands for: of the first item of the array at `path` that the conditions of the
 * filter on it match (manual: "$ (update)"). If none is about this array, the position of a match in another array
 * counts, as it does in MongoDB.
 */
export function matchedPosition(
  filter: Document,
  doc: Document,
  path: string,
  options: FilterOptions = {},
): number | undefined {
  const conditions = fieldFilters(filter)
  const own = conditions.filter(([field]) => throughItems(field, path))
  for (const [field, value] of own) {
    const position = positionOf(doc, path, { [field]: value }, options)
    if (position !== undefined) return position
  }
  for (const [field, value] of conditions) {
    const array = firstArrayPath(doc, field)
    if (array === undefined || !throughItems(field, array)) continue
    const position = positionOf(doc, array, { [field]: value }, options)
    if (position !== undefined) return position
  }
  return undefined
}

/** Whether a condition goes through the items of an array: one that names an item by its index does not. */
function throughItems(field: string, array: string): boolean {
  if (field === array) return true
  if (!field.startsWith(`${array}.`)) return false
  const [next = ''] = field.slice(array.length + 1).split('.')
  return arrayIndex(next) === undefined
}

function fieldFilters(filter: Document): [string, unknown][] {
  return Object.entries(filter).flatMap(([name, value]): [string, unknown][] => {
    if (!name.startsWith('$')) return [[name, value]]
    if ((name === '$and' || name === '$or') && Array.isArray(value)) return value.flatMap(fieldFilters)
    return []
  })
}

/** Tries the array with each item alone: what still matches then matched through that item. */
function positionOf(
  doc: Document,
  path: string,
  filter: Document,
  options: FilterOptions,
): number | undefined {
  const components = path.split('.')
  const matches = compileFilter(filter, options)
  let array: unknown = doc
  for (const component of components) {
    const index = arrayIndex(component)
    if (isDocument(array)) array = getField(array, component)
    else if (Array.isArray(array) && index !== undefined) array = array[index]
    else return undefined
  }
  if (!Array.isArray(array)) return undefined
  const found = array.findIndex(item => matches(replaced(doc, components, [item])))
  return found === -1 ? undefined : found
}

function replaced(doc: Document, components: string[], value: unknown): Document {
  const [name = '', ...rest] = components
  const inner = getField(doc, name)
  if (rest.length === 0) return { ...doc, [name]: value }
  if (isDocument(inner)) return { ...doc, [name]: replaced(inner, rest, value) }
  if (Array.isArray(inner)) {
    const nested = replaced(Object.fromEntries(inner.entries()), rest, value)
    return { ...doc, [name]: inner.map((_, index) => nested[index]) }
  }
  return doc
}

function firstArrayPath(doc: Document, path: string): string | undefined {
  let value: unknown = doc
  const passed: string[] = []
  for (const component of path.split('.')) {
    if (!isDocument(value)) break
    value = getField(value, component)
    passed.push(component)
  }
  return Array.isArray(value) ? passed.join('.') : undefined
}
