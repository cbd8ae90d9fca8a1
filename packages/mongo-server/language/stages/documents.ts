import { compileExpression } from '../expressions/expression.ts'
import { type Expression, newScope, type Scope } from '../expressions/scope.ts'
import { compileProjection } from '../projections/projection.ts'
import { type Document, isDocument, setField } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { MongoError } from '../values/errors.ts'
import { isReservedName } from '../values/paths.ts'
import { typeName } from '../values/types.ts'

export interface StageOptions {
  collation?: Collation | undefined
  now?: Date | undefined
  variables?: Document | undefined
}

type Apply = (doc: Document) => Document

type Fields = Map<string, Expression | Fields>

/**
 * The stages that turn each document into one other, for aggregation and pipeline updates. Undefined for other
 * stages.
 */
export function documentStage(name: string, operand: unknown, options: StageOptions): Apply | undefined {
  switch (name) {
    case '$addFields':
    case '$set':
      return addFields(name, operand, options)
    case '$project':
      if (!isDocument(operand) || Object.keys(operand).length === 0) {
        throw new MongoError(
          51272,
          'Invalid $project :: caused by :: projection specification must have at least one field',
        )
      }
      return compileProjection(operand, {}, { ...options, aggregation: true })
    case '$unset':
      return unset(operand)
    case '$replaceRoot':
      if (!isDocument(operand) || !('newRoot' in operand)) {
        throw new MongoError(40231, 'no newRoot specified for the $replaceRoot stage')
      }
      return replaceRoot(operand['newRoot'], options)
    case '$replaceWith':
      return replaceRoot(operand, options)
    default:
      return undefined
  }
}

function addFields(stage: string, operand: unknown, options: StageOptions): Apply {
  if (!isDocument(operand)) {
    throw new MongoError(40272, `${stage} specification stage must be an object, got ${typeName(operand)}`)
  }
  const fields: Fields = new Map()
  const place = (path: string, value: unknown): void => {
    if (isDocument(value) && Object.keys(value).length > 0 && !Object.keys(value)[0]?.startsWith('$')) {
      for (const [name, inner] of Object.entries(value)) place(`${path}.${name}`, inner)
      return
    }
    insert(fields, path, compileExpression(value, { collation: options.collation }))
  }
  for (const [path, value] of Object.entries(operand)) place(path, value)
  return doc => withFields(doc, fields, newScope(doc, options.variables, options.now))
}

function insert(fields: Fields, path: string, value: Expression): void {
  const components = path.split('.')
  if (components.includes('')) throw new MongoError(15998, 'FieldPath field names may not be empty strings.')
  if (components.some(isReservedName)) {
    throw new MongoError(
      16410,
      "FieldPath field names may not start with '$'. Consider using $getField or $setField.",
    )
  }
  const last = components.pop() ?? ''
  let current = fields
  for (const component of components) {
    let next = current.get(component)
    if (next === undefined) {
      next = new Map()
      current.set(component, next)
    }
    if (typeof next === 'function') {
      throw new MongoError(
        40176,
        `Invalid $addFields :: caused by :: specification contains two conflicting paths: ${path}`,
      )
    }
    current = next
  }
  if (current.has(last)) {
    throw new MongoError(
      40176,
      `Invalid $addFields :: caused by :: specification contains two conflicting paths: ${path}`,
    )
  }
  current.set(last, value)
}

/** Fields keep their place and new ones go to the end. A missing value removes the field (manual: "$addFields"). */
function withFields(source: Document, fields: Fields, scope: Scope): Document {
  const result: Document = {}
  for (const name of Object.keys(source)) {
    const field = fields.get(name)
    const value = field === undefined ? source[name] : newValue(source[name], field, scope)
    if (value !== undefined) setField(result, name, value)
  }
  for (const [name, field] of fields) {
    if (Object.hasOwn(source, name)) continue
    const value = newValue(undefined, field, scope)
    if (value !== undefined) setField(result, name, value)
  }
  return result
}

function newValue(old: unknown, field: Expression | Fields, scope: Scope): unknown {
  if (typeof field === 'function') return field(scope)
  if (Array.isArray(old)) return old.map(item => newValue(item, field, scope))
  return withFields(isDocument(old) ? old : {}, field, scope)
}

function unset(operand: unknown): Apply {
  const names: unknown[] = Array.isArray(operand) ? operand : [operand]
  if (names.length === 0 || !names.every(name => typeof name === 'string' && name !== '')) {
    throw new MongoError(
      31120,
      '$unset specification must be a string or an array containing only string values',
    )
  }
  return compileProjection(Object.fromEntries(names.map(name => [name, 0])), {}, { aggregation: true })
}

function replaceRoot(operand: unknown, options: StageOptions): Apply {
  const value = compileExpression(operand, { collation: options.collation })
  return doc => {
    const root = value(newScope(doc, options.variables, options.now))
    if (isDocument(root)) return root
    throw new MongoError(
      40228,
      `PlanExecutor error during aggregation :: caused by :: 'newRoot' expression must evaluate to an object, but resulting value was: ${root === undefined ? 'MISSING' : String(root)}. Type of resulting value: '${typeName(root)}'.`,
    )
  }
}
