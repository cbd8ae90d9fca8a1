import type { Collection, Document } from 'mongodb'

type CollectionOperation = (
  collection: Collection<Document>,
  fields: Document,
  options: Document,
) => Promise<unknown>

/** The arguments that the driver takes by position; all others are its options. */
const POSITIONAL = [
  'document',
  'documents',
  'filter',
  'update',
  'replacement',
  'requests',
  'pipeline',
  'fieldName',
  'keys',
  'to',
  'model',
  'models',
  'definition',
]

const OPERATIONS: Record<string, CollectionOperation> = {
  insertOne: (c, { document }, options) => c.insertOne(document, options),
  insertMany: (c, { documents }, options) => c.insertMany(documents, options),
  find: (c, { filter }, options) => c.find(filter, options).toArray(),
  findOne: (c, { filter }, options) => c.findOne(filter, options),
  updateOne: async (c, { filter, update }, options) =>
    withoutNulls(await c.updateOne(filter, update, options)),
  updateMany: async (c, { filter, update }, options) =>
    withoutNulls(await c.updateMany(filter, update, options)),
  replaceOne: async (c, { filter, replacement }, options) =>
    withoutNulls(await c.replaceOne(filter, replacement, options)),
  deleteOne: (c, { filter }, options) => c.deleteOne(filter, options),
  deleteMany: (c, { filter }, options) => c.deleteMany(filter, options),
  findOneAndUpdate: (c, { filter, update }, options) =>
    c.findOneAndUpdate(filter, update, withReturnDocument(options)),
  findOneAndReplace: (c, { filter, replacement }, options) =>
    c.findOneAndReplace(filter, replacement, withReturnDocument(options)),
  findOneAndDelete: (c, { filter }, options) => c.findOneAndDelete(filter, options),
  bulkWrite: (c, { requests }, options) => c.bulkWrite(requests, options),
  aggregate: (c, { pipeline }, options) => c.aggregate(pipeline, options).toArray(),
  count: (c, { filter }, options) => c.count(filter, options),
  countDocuments: (c, { filter }, options) => c.countDocuments(filter, options),
  estimatedDocumentCount: (c, _, options) => c.estimatedDocumentCount(options),
  distinct: (c, { fieldName, filter }, options) => c.distinct(fieldName, filter ?? {}, options),
  createIndex: (c, { keys }, options) => c.createIndex(keys, options),
  dropIndex: (c, { name }, options) => c.dropIndex(name, options),
  dropIndexes: (c, _, options) => c.dropIndexes(options),
  listIndexes: (c, _, options) => c.listIndexes(options).toArray(),
  listIndexNames: async (c, _, options) => (await c.listIndexes(options).toArray()).map(({ name }) => name),
  rename: (c, { to }, options) => c.rename(to, options),
  createSearchIndex: (c, { model }) => c.createSearchIndex(model),
  createSearchIndexes: (c, { models }) => c.createSearchIndexes(models),
  updateSearchIndex: (c, { name, definition }) => c.updateSearchIndex(name, definition),
  dropSearchIndex: (c, { name }) => c.dropSearchIndex(name),
  listSearchIndexes: (c, { name, aggregationOptions }) =>
    c.listSearchIndexes(name, aggregationOptions).toArray(),
}

/** The driver's method for an operation of the format, or null if the runner knows none. */
export function collectionOperation(name: string): CollectionOperation | null {
  return Object.hasOwn(OPERATIONS, name) ? (OPERATIONS[name] ?? null) : null
}

/** The options among the arguments of an operation of a collection. */
export function collectionOptions(fields: Document): Document {
  return without(fields, ...POSITIONAL)
}

export function without(fields: Document, ...names: string[]): Document {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !names.includes(name)))
}

function withReturnDocument(options: Document): Document {
  const { returnDocument } = options
  return returnDocument === undefined
    ? options
    : { ...options, returnDocument: String(returnDocument).toLowerCase() }
}

/** The driver says null if the format has no field at all. */
function withoutNulls(result: Document): Document {
  return Object.fromEntries(
    Object.entries(result).filter(([, value]) => value !== null && value !== undefined),
  )
}
