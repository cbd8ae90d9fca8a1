import { type Document, isDocument } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { isRegex, typeName } from '../values/types.ts'

/**
 * Throws DollarPrefixedFieldName for a field of `container` whose name starts with `$`, and InvalidDBRef for one of
 * a reference that is not in its place. `path` is what leads to the container, with a dot at its end.
 */
export function assertDollarName(container: Document, name: string, path = ''): void {
  const names = Object.keys(container)
  let at = names.indexOf(name)
  if (names[at] === '$db') {
    if (typeof container['$db'] !== 'string') throw notText('$db', container['$db'])
    if (names[--at] !== '$id') {
      throw new MongoError('InvalidDBRef', 'Found $db field without a $id before it, which is invalid.')
    }
  }
  if (names[at] === '$id' && names[--at] !== '$ref') {
    throw new MongoError('InvalidDBRef', 'Found $id field without a $ref before it, which is invalid.')
  }
  if (names[at] !== '$ref') {
    throw new MongoError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${name}' in '${path}${name}' is not allowed in the context of an update's replacement document. Consider using an aggregation pipeline with $replaceWith.`,
    )
  }
  if (typeof container['$ref'] !== 'string') throw notText('$ref', container['$ref'])
  if (names[at + 1] !== '$id') {
    throw new MongoError('InvalidDBRef', 'The DBRef $ref field must be followed by a $id field')
  }
}

/** Throws InvalidIdField or DollarPrefixedFieldName for the `_id` of a document that a client inserts. */
export function assertInsertedId(id: unknown): void {
  assertIdType(id)
  const name = dollarName(id)
  if (name === undefined) return
  throw new MongoError(
    'DollarPrefixedFieldName',
    `_id fields may not contain '$'-prefixed fields: ${name} is not valid for storage.`,
  )
}

/** The same for a document that an upsert makes: MongoDB looks at the names of the first level only. */
export function assertUpsertedId(id: unknown): void {
  assertIdType(id)
  if (!isDocument(id)) return
  for (const name of Object.keys(id)) if (name.startsWith('$')) assertDollarName(id, name, '_id.')
}

function notText(name: string, value: unknown): MongoError {
  return new MongoError('InvalidDBRef', `The DBRef ${name} field must be a String, not a ${typeName(value)}`)
}

function assertIdType(id: unknown): void {
  if (Array.isArray(id) || isRegex(id)) {
    throw new MongoError('InvalidIdField', `The '_id' value cannot be of type ${typeName(id)}`)
  }
}

/** The first name in a value, at any depth, that starts with `$` and does not belong to a reference. */
function dollarName(value: unknown): string | undefined {
  if (Array.isArray(value)) return firstOf(value)
  if (!isDocument(value)) return undefined
  const names = Object.keys(value)
  const reference = typeof value['$ref'] === 'string' && names[0] === '$ref' && names[1] === '$id'
  const database = reference && names[2] === '$db' && typeof value['$db'] === 'string'
  const own = names.slice(reference ? (database ? 3 : 2) : 0)
  return own.find(name => name.startsWith('$')) ?? firstOf(Object.values(value))
}

function firstOf(values: unknown[]): string | undefined {
  for (const value of values) {
    const name = dollarName(value)
    if (name !== undefined) return name
  }
  return undefined
}
