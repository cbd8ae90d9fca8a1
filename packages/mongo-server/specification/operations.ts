import {
  type ClientBulkWriteResult,
  type ClientSession,
  type CommandOperationOptions,
  type Document,
  FindCursor,
} from 'mongodb'
import { Collection, Db, type EntityMap, isSession, MongoClient } from './entities.ts'
import { type Operation, Unsupported } from './format.ts'
import { runTestRunner } from './test-runner.ts'

type Fields = Document
type CollectionOperation = (
  collection: Collection<Document>,
  fields: Fields,
  options: Fields,
) => Promise<unknown>

/** The arguments without those that the driver takes by position. */
function rest(fields: Fields, ...positional: string[]): Fields {
  return Object.fromEntries(Object.entries(fields).filter(([name]) => !positional.includes(name)))
}

const returned = (options: Fields): Fields =>
  options['returnDocument'] === undefined
    ? options
    : {
        ...options,
        returnDocument: String(options['returnDocument']).toLowerCase() === 'after' ? 'after' : 'before',
      }

/** The driver says null where the format has no field at all. */
function withoutNulls(result: Document): Document {
  return Object.fromEntries(
    Object.entries(result).filter(([, value]) => value !== null && value !== undefined),
  )
}

const collectionOperations: Record<string, CollectionOperation> = {
  insertOne: (c, { document }, o) => c.insertOne(document, o),
  insertMany: (c, { documents }, o) => c.insertMany(documents, o),
  find: (c, { filter }, o) => c.find(filter, o).toArray(),
  findOne: (c, { filter }, o) => c.findOne(filter, o),
  updateOne: async (c, { filter, update }, o) => withoutNulls(await c.updateOne(filter, update, o)),
  updateMany: async (c, { filter, update }, o) => withoutNulls(await c.updateMany(filter, update, o)),
  replaceOne: async (c, { filter, replacement }, o) =>
    withoutNulls(await c.replaceOne(filter, replacement, o)),
  deleteOne: (c, { filter }, o) => c.deleteOne(filter, o),
  deleteMany: (c, { filter }, o) => c.deleteMany(filter, o),
  findOneAndUpdate: (c, { filter, update }, o) => c.findOneAndUpdate(filter, update, returned(o)),
  findOneAndReplace: (c, { filter, replacement }, o) => c.findOneAndReplace(filter, replacement, returned(o)),
  findOneAndDelete: (c, { filter }, o) => c.findOneAndDelete(filter, o),
  bulkWrite: (c, { requests }, o) => c.bulkWrite(requests, o),
  aggregate: (c, { pipeline }, o) => c.aggregate(pipeline, o).toArray(),
  countDocuments: (c, { filter }, o) => c.countDocuments(filter, o),
  estimatedDocumentCount: (c, _, o) => c.estimatedDocumentCount(o),
  distinct: (c, { fieldName, filter }, o) => c.distinct(fieldName, filter ?? {}, o),
  createIndex: (c, { keys }, o) => c.createIndex(keys, o),
  dropIndex: (c, { name }, o) => c.dropIndex(name, o),
  listIndexes: (c, _, o) => c.listIndexes(o).toArray(),
  rename: (c, { to }, o) => c.rename(to, o),
}

const positional = [
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
]

async function runDatabase(database: Db, name: string, fields: Fields, options: Fields): Promise<unknown> {
  if (name === 'runCommand')
    return database.command(fields['command'], rest(options, 'command', 'commandName'))
  if (name === 'aggregate') return database.aggregate(fields['pipeline'], options).toArray()
  if (name === 'createCollection')
    return database.createCollection(fields['collection'], rest(options, 'collection'))
  if (name === 'dropCollection')
    return database.dropCollection(fields['collection'], rest(options, 'collection'))
  if (name === 'listCollections') return database.listCollections(fields['filter'] ?? {}, options).toArray()
  throw new Unsupported(`the operation ${name} of a database`)
}

/** The driver gives maps, and tells upserts apart by a field that the format does not have. */
function plainResult(result: ClientBulkWriteResult): Document {
  const plain = (results: ReadonlyMap<number, object> | undefined) =>
    results &&
    Object.fromEntries(
      [...results].map(([at, each]) => [
        at,
        Object.fromEntries(Object.entries(each).filter(([name]) => name !== 'didUpsert')),
      ]),
    )
  return {
    insertedCount: result.insertedCount,
    upsertedCount: result.upsertedCount,
    matchedCount: result.matchedCount,
    modifiedCount: result.modifiedCount,
    deletedCount: result.deletedCount,
    insertResults: plain(result.insertResults),
    updateResults: plain(result.updateResults),
    deleteResults: plain(result.deleteResults),
  }
}

async function runClient(
  client: MongoClient,
  name: string,
  fields: Fields,
  options: Fields,
): Promise<unknown> {
  if (name === 'listDatabases') return (await client.db().admin().listDatabases(options)).databases
  if (name === 'clientBulkWrite') {
    const models = fields['models'].map((model: Document) => {
      const [kind, value] = Object.entries(model)[0] ?? ['', {}]
      return { name: kind, ...value }
    })
    return plainResult(await client.bulkWrite(models, rest(options, 'models')))
  }
  throw new Unsupported(`the operation ${name} of a client`)
}

async function runSession(
  entities: EntityMap,
  session: ClientSession,
  name: string,
  fields: Fields,
): Promise<unknown> {
  if (name === 'startTransaction') return session.startTransaction(fields)
  if (name === 'commitTransaction') return session.commitTransaction(fields)
  if (name === 'abortTransaction') return session.abortTransaction(fields)
  if (name === 'endSession') return session.endSession()
  if (name === 'withTransaction') {
    const callback: Operation[] = fields['callback']
    return session.withTransaction(
      async () => {
        for (const operation of callback) await runOperation(entities, operation)
      },
      rest(fields, 'callback'),
    )
  }
  throw new Unsupported(`the operation ${name} of a session`)
}

/** Runs one operation on its entity; the caller compares what comes of it. */
export async function runOperation(entities: EntityMap, operation: Operation): Promise<unknown> {
  const { name } = operation
  const fields: Fields = { ...operation.arguments }
  if (operation.object === 'testRunner') return runTestRunner(entities, name, fields)
  const entity = entities.get(operation.object)
  const session: CommandOperationOptions =
    fields['session'] === undefined ? {} : { session: entities.session(fields['session']) }
  delete fields['session']
  const options = { ...rest(fields, ...positional), ...session }
  if (entity instanceof Collection) {
    if (name === 'createFindCursor') {
      const cursor = entity.find(fields['filter'], options)
      entities.set(String(operation.saveResultAsEntity), cursor)
      return undefined
    }
    const run = collectionOperations[name]
    if (!run) throw new Unsupported(`the operation ${name} of a collection`)
    return run(entity, fields, options)
  }
  if (entity instanceof Db) return runDatabase(entity, name, fields, options)
  if (entity instanceof MongoClient) return runClient(entity, name, fields, options)
  if (isSession(entity)) return runSession(entities, entity, name, fields)
  if (entity instanceof FindCursor) {
    if (name === 'iterateUntilDocumentOrError') return entity.next()
    if (name === 'close') return entity.close()
  }
  throw new Unsupported(`the operation ${name} of ${operation.object}`)
}
