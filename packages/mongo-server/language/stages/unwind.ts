import { Long } from 'bson'
import { type Document, getField, isDocument } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { documentStage } from './documents.ts'
import { mapRows, paced } from './rows.ts'
import type { Stage } from './stage.ts'

/** One document for each item of an array. A value that is not an array counts as one item (manual: "$unwind"). */
export function unwindStage(operand: unknown): Stage {
  const {
    path,
    includeArrayIndex,
    preserveNullAndEmptyArrays = false,
  } = isDocument(operand) ? operand : { path: operand }
  if (typeof path !== 'string' || path === '')
    throw new MongoError(28812, 'no path specified to $unwind stage')
  if (!path.startsWith('$'))
    throw new MongoError(28818, `path option to $unwind stage should be prefixed with a '$': ${path}`)
  if (
    includeArrayIndex !== undefined &&
    (typeof includeArrayIndex !== 'string' || includeArrayIndex === '')
  ) {
    throw new MongoError(
      28810,
      'expected a non-empty string for the includeArrayIndex option to $unwind stage',
    )
  }
  if (typeof preserveNullAndEmptyArrays !== 'boolean') {
    throw new MongoError(
      28809,
      'expected a boolean for the preserveNullAndEmptyArrays option to $unwind stage',
    )
  }
  const components = path.slice(1).split('.')
  const withIndex = (doc: Document, index: number | null): Document => {
    if (includeArrayIndex === undefined) return doc
    const value = index === null ? null : Long.fromNumber(index)
    return documentStage('$set', { [includeArrayIndex]: { $literal: value } }, {})?.(doc) ?? doc
  }
  function* unwound(doc: Document): Iterable<Document> {
    const value = plainPath(doc, components)
    if (Array.isArray(value) && value.length > 0) {
      for (const [index, item] of value.entries()) yield withIndex(replaced(doc, components, item), index)
    } else if (value !== undefined && value !== null && !Array.isArray(value)) {
      yield withIndex(doc, null)
    } else if (preserveNullAndEmptyArrays) {
      // An empty array leaves no field, null stays.
      yield withIndex(Array.isArray(value) ? replaced(doc, components, undefined) : doc, null)
    }
  }
  return input => paced(mapRows(input, unwound))
}

/** Only looks into subdocuments: `$unwind` does not go through arrays. */
function plainPath(doc: Document, path: string[]): unknown {
  let value: unknown = doc
  for (const name of path) value = isDocument(value) ? getField(value, name) : undefined
  return value
}

function replaced(doc: Document, path: string[], value: unknown): Document {
  const [name = '', ...rest] = path
  const inner = getField(doc, name)
  const next = rest.length > 0 && isDocument(inner) ? replaced(inner, rest, value) : value
  const copy = { ...doc, [name]: next }
  if (next === undefined) delete copy[name]
  return copy
}
