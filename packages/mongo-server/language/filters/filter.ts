import { compileExpression } from '../expressions/expression.ts'
import { isTruthy, newScope } from '../expressions/scope.ts'
import { type Document, getField, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { MongoError } from '../values/errors.ts'
import { anyValueAt } from '../values/paths.ts'
import { isRegex } from '../values/types.ts'
import { equalsTest, isOperatorDocument, regexTest, type ValueTest } from './comparison.ts'
import { asValueTest, type Condition, compileOperators, type FilterCompiler } from './operators.ts'

export interface FilterOptions {
  collation?: Collation | undefined
  /** Variables visible to `$expr`. */
  variables?: Document | undefined
  now?: Date | undefined
  /** Set inside `$elemMatch`: `$expr` is for whole documents. */
  nested?: boolean | undefined
  /** Set for conditions of an update on the items of an array: `$expr` is refused everywhere in them. */
  items?: boolean | undefined
}

type Matcher = (doc: Document) => boolean

/**
 * Compiles a query filter to a test of documents. Throws BadValue and similar errors for filters that MongoDB
 * refuses, and for operators that this server does not have.
 */
export function compileFilter(filter: Document, options: FilterOptions = {}): Matcher {
  const compiler: FilterCompiler = {
    collation: options.collation,
    document: inner => compileFilter(inner, { ...options, nested: true }),
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
    case '$ref':
    case '$id':
    case '$db':
      return [atPath(operator, { test: equalsTest(operand, options.collation), items: true })]
    case '$expr': {
      if (options.items)
        throw new MongoError('QueryFeatureNotAllowed', '$expr is not allowed in this context')
      if (options.nested) {
        throw new MongoError('BadValue', '$expr can only be applied to the top-level document')
      }
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
        `unknown top level operator: ${operator}. ${
          operator === '$not'
            ? 'If you are trying to negate an entire expression, use $nor.'
            : "If you have a field name that starts with a '$' symbol, consider using $getField or $setField."
        }`,
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
