import { compileFilter } from '../filters/filter.ts'
import { isFieldOperator } from '../filters/operators.ts'
import { type Document, isDocument } from '../values/bson.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { compileSort } from '../values/sort.ts'
import { isNumeric, isRegex, typeName } from '../values/types.ts'
import { shown } from './paths.ts'
import type { BoundChange, ChangeContext } from './values.ts'

const PUSH_CLAUSES = new Set(['$each', '$position', '$slice', '$sort'])

export function push(operand: unknown, path: string): BoundChange {
  if (!isDocument(operand) || !('$each' in operand)) {
    return context => ({ creates: true, apply: old => [...arrayFor(old, path, context), operand] })
  }
  const unknownClause = Object.keys(operand).find(name => !PUSH_CLAUSES.has(name))
  if (unknownClause !== undefined) {
    throw new MongoError('BadValue', `Unrecognized clause in $push: ${unknownClause}`)
  }
  const items = eachOf('$push', operand)
  const position = wholeClause('$position', operand['$position'])
  const slice = wholeClause('$slice', operand['$slice'])
  const sorted = sorter(operand['$sort'])
  return context => ({
    creates: true,
    apply: old => {
      const result = arrayFor(old, path, context).slice()
      // Negative positions count from the end.
      result.splice(position ?? result.length, 0, ...items)
      const ordered = sorted === undefined ? result : sorted(result, context)
      if (slice === undefined) return ordered
      if (slice === 0) return []
      return slice < 0 ? ordered.slice(slice) : ordered.slice(0, slice)
    },
  })
}

export function addToSet(operand: unknown, path: string): BoundChange {
  const each = isDocument(operand) && Object.keys(operand)[0] === '$each'
  if (each && Object.keys(operand).length > 1) {
    throw new MongoError('BadValue', `Found unexpected fields after $each in $addToSet: ${shown(operand)}`)
  }
  const items = each ? eachOf('$addToSet', operand) : [operand]
  return context => ({
    creates: true,
    apply: old => {
      const present = arrayFor(old, path, context)
      const added: unknown[] = []
      for (const item of items) {
        const same = (other: unknown) => compare(other, item, context.collation) === 0
        if (!present.some(same) && !added.some(same)) added.push(item)
      }
      return added.length === 0 && old !== undefined ? old : [...present, ...added]
    },
  })
}

/**
 * A condition that starts with an operator on a field (`$gte`) is about the item itself. Any other document,
 * `$or` and `$and` included, is a filter that the items which are documents must match. Plain values must be equal.
 */
export function pull(operand: unknown): BoundChange {
  if (isRegex(operand) || (isDocument(operand) && isFieldOperator(Object.keys(operand)[0] ?? ''))) {
    compileFilter({ item: operand }, { items: true })
    return context => {
      const matches = compileFilter({ item: operand }, { collation: context.collation, items: true })
      return removing('$pull', item => matches({ item }))(context)
    }
  }
  if (isDocument(operand)) {
    compileFilter(operand, { items: true })
    return context => {
      const matches = compileFilter(operand, { collation: context.collation, items: true })
      return removing('$pull', item => isDocument(item) && matches(item))(context)
    }
  }
  return removing('$pull', (item, { collation }) => compare(item, operand, collation) === 0)
}

export function pullAll(operand: unknown): BoundChange {
  if (!Array.isArray(operand)) {
    throw new MongoError(
      'BadValue',
      `$pullAll requires an array argument but was given a ${typeName(operand)}`,
    )
  }
  return removing('$pullAll', (item, { collation }) =>
    operand.some(unwanted => compare(item, unwanted, collation) === 0),
  )
}

export function pop(operand: unknown, path: string): BoundChange {
  const end = isNumeric(operand) ? toNumber(operand) : undefined
  if (end === undefined) {
    throw new MongoError('FailedToParse', `Expected a number in: ${path}: ${shown(operand)}`)
  }
  if (end !== 1 && end !== -1) throw new MongoError('FailedToParse', `$pop expects 1 or -1, found: ${end}`)
  return () => ({
    creates: false,
    apply: old => {
      if (old === undefined) return undefined
      if (!Array.isArray(old)) {
        throw new MongoError(
          'TypeMismatch',
          `Path '${path}' contains an element of non-array type '${typeName(old)}'`,
        )
      }
      if (old.length === 0) return old
      return end === 1 ? old.slice(0, -1) : old.slice(1)
    },
  })
}

function arrayFor(old: unknown, path: string, { id }: ChangeContext): unknown[] {
  if (old === undefined) return []
  if (Array.isArray(old)) return old
  const name = path.slice(path.lastIndexOf('.') + 1)
  throw new MongoError(
    'BadValue',
    `The field '${name}' must be an array but is of type ${typeName(old)} in document {_id: ${shown(id)}}`,
  )
}

function eachOf(name: string, operand: Document): unknown[] {
  const items = operand['$each']
  if (Array.isArray(items)) return items
  throw new MongoError(
    'BadValue',
    `The argument to $each in ${name} must be an array but it was of type ${typeName(items)}`,
  )
}

function wholeClause(name: string, value: unknown): number | undefined {
  if (value === undefined) return undefined
  if (isNumeric(value) && isWhole(value)) return toNumber(value)
  throw new MongoError(
    'BadValue',
    `The value for ${name} must be an integer value but was given type: ${typeName(value)}`,
  )
}

function sorter(spec: unknown): ((items: unknown[], context: ChangeContext) => unknown[]) | undefined {
  if (spec === undefined) return undefined
  if (isNumeric(spec) && (toNumber(spec) === 1 || toNumber(spec) === -1)) {
    const direction = toNumber(spec)
    return (items, { collation }) => items.toSorted((a, b) => direction * compare(a, b, collation))
  }
  if (!isDocument(spec) || Object.keys(spec).length === 0) {
    throw new MongoError(
      'BadValue',
      'The $sort is invalid: use 1/-1 to sort the whole element, or {field:1/-1} to sort embedded fields',
    )
  }
  compileSort(spec)
  return (items, { collation }) => {
    const order = compileSort(spec, collation)
    // Items that are not documents have none of the fields.
    return items.toSorted((a, b) => order(isDocument(a) ? a : {}, isDocument(b) ? b : {}))
  }
}

function removing(name: string, rejected: (item: unknown, context: ChangeContext) => boolean): BoundChange {
  return context => ({
    creates: false,
    apply: old => {
      if (old === undefined) return undefined
      if (!Array.isArray(old)) throw new MongoError('BadValue', `Cannot apply ${name} to a non-array value`)
      const kept = old.filter(item => !rejected(item, context))
      return kept.length === old.length ? old : kept
    },
  })
}
