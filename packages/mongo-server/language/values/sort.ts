import { type Document, getField, isDocument } from './bson.ts'
import type { Collation } from './collation.ts'
import { compare } from './compare.ts'
import { MongoError } from './errors.ts'
import { toNumber } from './numbers.ts'
import { anyValueAt, isReservedName } from './paths.ts'
import { isNumeric } from './types.ts'

interface SortField {
  path: string[]
  direction: 1 | -1
}

/**
 * Compiles a sort specification to an order of documents. If arrays give a field several values, the lowest counts
 * when ascending and the highest when descending. A missing field is null; an empty array sorts before null (manual:
 * "Comparison/Sort Order"). Use it with `Array.prototype.sort`, which is stable.
 */
export function compileSort(spec: Document, collation?: Collation): (a: Document, b: Document) => number {
  const fields = Object.entries(spec).map(([path, direction]) => parseField(path, direction))
  const [only, second] = fields
  if (only !== undefined && second === undefined) {
    const { path, direction } = only
    return (a, b) =>
      direction *
      compare(sortValue(a, path, direction, collation), sortValue(b, path, direction, collation), collation)
  }
  return (a, b) => {
    for (const { path, direction } of fields) {
      const order = compare(
        sortValue(a, path, direction, collation),
        sortValue(b, path, direction, collation),
        collation,
      )
      if (order !== 0) return direction * order
    }
    return 0
  }
}

function parseField(path: string, direction: unknown): SortField {
  if (isDocument(direction)) {
    throw new MongoError(
      'BadValue',
      `This server does not sort by ${Object.keys(direction)[0] ?? 'an expression'}`,
    )
  }
  const number = isNumeric(direction) ? toNumber(direction) : 0
  if (number !== 1 && number !== -1) {
    throw new MongoError(15975, `$sort key ordering must be 1 (for ascending) or -1 (for descending)`)
  }
  if (path === '' || path.split('.').includes('')) {
    throw new MongoError(15998, 'FieldPath field names may not be empty strings.')
  }
  if (path.split('.').some(isReservedName))
    throw new MongoError(
      16410,
      `FieldPath field names may not start with '$'. Consider using $getField or $setField.`,
    )
  return { path: path.split('.'), direction: number }
}

function sortValue(
  doc: Document,
  path: string[],
  direction: 1 | -1,
  collation: Collation | undefined,
): unknown {
  if (path.length === 1) {
    const value = getField(doc, path[0] ?? '')
    if (!Array.isArray(value)) return value ?? null
  }
  let best: unknown
  let found = false
  anyValueAt(doc, path, value => {
    const candidates: unknown[] = Array.isArray(value)
      ? value.length === 0
        ? [undefined]
        : value
      : [value ?? null]
    for (const candidate of candidates) {
      if (!found || compare(candidate, best, collation) * direction < 0) best = candidate
      found = true
    }
    return false
  })
  return found ? best : null
}
