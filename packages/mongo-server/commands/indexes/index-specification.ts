import { compileFilter } from '../../language/filters/filter.ts'
import { type Document, encode, isDocument } from '../../language/values/bson.ts'
import { parseCollation } from '../../language/values/collation.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { isReservedName } from '../../language/values/paths.ts'
import type { Collection, Index } from '../../storage/collection.ts'
import { argumentsOf, assertKnownFields } from '../context/arguments.ts'

const KNOWN_OPTIONS = [
  'v',
  'key',
  'name',
  'unique',
  'sparse',
  'hidden',
  'background',
  'partialFilterExpression',
  'expireAfterSeconds',
  'collation',
  'ns',
  'comment',
]

const OTHER_KINDS = [
  'weights',
  'default_language',
  'language_override',
  'textIndexVersion',
  '2dsphereIndexVersion',
  'bits',
  'min',
  'max',
  'bucketSize',
  'wildcardProjection',
  'storageEngine',
  'clustered',
  'prepareUnique',
  'dropDups',
]

const PARTIAL_OPERATORS = new Set([
  '$and',
  '$or',
  '$in',
  '$eq',
  '$gt',
  '$gte',
  '$lt',
  '$lte',
  '$exists',
  '$type',
])

const IDENTIFYING_OPTIONS = ['partialFilterExpression', 'collation']
const COMPARED_OPTIONS = ['unique', 'sparse', 'expireAfterSeconds', ...IDENTIFYING_OPTIONS]

/**
 * Turns an entry of `createIndexes` into what `listIndexes` reports. Refuses kinds of indexes that are not supported.
 */
export function indexSpecification(given: Document, collection: Collection | undefined): Document {
  for (const option of OTHER_KINDS) {
    if (option in given) {
      throw cannotCreate(`The index option '${option}' is not supported by this server`)
    }
  }
  assertKnownFields(given, 'createIndexes.indexes', KNOWN_OPTIONS)
  const parsed = argumentsOf('createIndexes.indexes', given)
  const key = parsed.document('key')
  if (!key)
    throw new MongoError('FailedToParse', "The 'key' field is a required property of an index specification")
  checkedKey(key)
  const name = parsed.string('name') ?? defaultName(key)
  if (name === '') throw cannotCreate('index names cannot be empty')
  const version = parsed.number('v') ?? 2
  if (version !== 2) throw cannotCreate(`Index version v:${version} is not supported by this server`)
  const unique = parsed.boolean('unique') ?? false
  const sparse = parsed.boolean('sparse') ?? false
  const partial = parsed.document('partialFilterExpression')
  const expire = parsed.number('expireAfterSeconds')
  const collation = parsed.document('collation')
  const onId = Object.keys(key).join() === '_id'
  if (partial) {
    if (sparse) throw cannotCreate('cannot mix "partialFilterExpression" and "sparse" options')
    if (onId) throw cannotCreate('_id index cannot be a partial index')
    assertPartialFilter(partial)
    compileFilter(partial, { collation: parseCollation(collation) })
  }
  if (expire !== undefined && (Object.keys(key).length > 1 || onId)) {
    throw cannotCreate('TTL indexes are single-field indexes, compound indexes and _id do not support TTL.')
  }
  if (expire !== undefined && (expire < 0 || expire > 2_147_483_647 || Number.isNaN(expire))) {
    throw cannotCreate('TTL index expireAfterSeconds must be within the range 0 to 2147483647')
  }
  const inherited = collection?.options['collation']
  parseCollation(collation)
  const effective = collation ? (collation['locale'] === 'simple' ? undefined : collation) : inherited
  return {
    v: 2,
    key,
    name,
    ...(unique && !onId ? { unique } : {}),
    ...(sparse ? { sparse } : {}),
    ...(parsed.boolean('hidden') ? { hidden: true } : {}),
    ...(partial ? { partialFilterExpression: partial } : {}),
    ...(expire === undefined ? {} : { expireAfterSeconds: expire }),
    ...(effective === undefined ? {} : { collation: effective }),
  }
}

/**
 * The existing index that is the same as the wanted one. Throws if its name or key pattern belongs to another index.
 */
export function existingIndex(collection: Collection, wanted: Document): Index | undefined {
  const onId = Object.keys(isDocument(wanted['key']) ? wanted['key'] : {}).join() === '_id'
  if (onId) return collection.indexes[0]
  for (const index of collection.indexes) {
    const { specification } = index
    const sameName = specification['name'] === wanted['name']
    const sameKey = keyPart(specification) === keyPart(wanted)
    const sameIdentity =
      comparedPart(specification, IDENTIFYING_OPTIONS) === comparedPart(wanted, IDENTIFYING_OPTIONS)
    const sameOptions =
      comparedPart(specification, COMPARED_OPTIONS) === comparedPart(wanted, COMPARED_OPTIONS)
    if (sameName && sameKey && sameOptions) return index
    if (sameName) {
      throw new MongoError(
        sameKey && sameIdentity ? 'IndexOptionsConflict' : 'IndexKeySpecsConflict',
        `An existing index has the same name as the requested index. When index names are not specified, they are auto generated and can cause conflicts. Please refer to our documentation. Requested index: ${JSON.stringify(wanted)}, existing index: ${JSON.stringify(specification)}`,
      )
    }
    if (sameKey && sameIdentity) {
      throw new MongoError(
        'IndexOptionsConflict',
        sameOptions
          ? `Index already exists with a different name: ${index.name}`
          : `An equivalent index already exists with a different name or options. Requested index: ${JSON.stringify(wanted)}, existing index: ${JSON.stringify(specification)}`,
      )
    }
  }
  return undefined
}

function cannotCreate(why: string): MongoError {
  return new MongoError('CannotCreateIndex', why)
}

function checkedKey(key: Document): Document {
  const fields = Object.entries(key)
  if (fields.length === 0) throw cannotCreate('Index keys cannot be an empty object')
  if (fields.length > 32) throw cannotCreate('too many fields in a compound index')
  for (const [path, direction] of fields) {
    if (typeof direction === 'string') {
      throw cannotCreate(
        `Unknown or unsupported index plugin '${direction}'; this server has B-tree indexes only`,
      )
    }
    const number = numberOf(direction)
    if (number === undefined || number === 0 || Number.isNaN(number)) {
      throw cannotCreate(
        `Values in the index key pattern cannot be 0 or of another type than number: '${path}'`,
      )
    }
    if (path.includes('$**')) throw cannotCreate('Wildcard indexes are not supported by this server')
    if (path === '' || path.split('.').some(isIllegalName)) {
      throw cannotCreate(`Index key contains an illegal field name: '${path}'`)
    }
  }
  return key
}

/** A field of a reference may be indexed below the field that holds the reference (`author.$id`). */
function isIllegalName(name: string, position: number): boolean {
  return name === '' || isReservedName(name) || (position === 0 && name.startsWith('$'))
}

function defaultName(key: Document): string {
  return Object.entries(key)
    .map(([path, direction]) => `${path}_${String(numberOf(direction))}`)
    .join('_')
}

function assertPartialFilter(filter: Document): void {
  for (const [name, value] of Object.entries(filter)) {
    if (name.startsWith('$') && !PARTIAL_OPERATORS.has(name)) {
      throw cannotCreate(`Expression not supported in partial index: ${name}`)
    }
    if (name === '$exists' && value === false) {
      throw cannotCreate('Expression not supported in partial index: $exists: false')
    }
    for (const each of Array.isArray(value) && name.startsWith('$') ? value : [value]) {
      if (isDocument(each)) assertPartialFilter(each)
    }
  }
}

function comparedPart(specification: Document, fields: string[]): string {
  const part = Object.fromEntries(fields.map(field => [field, specification[field] ?? null]))
  return Buffer.from(encode(part)).toString('latin1')
}

function keyPart(specification: Document): string {
  const key = specification['key']
  return JSON.stringify(
    isDocument(key) ? Object.entries(key).map(([path, value]) => [path, numberOf(value)]) : [],
  )
}
