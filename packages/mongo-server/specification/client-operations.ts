import type { ClientBulkWriteResult, Db, Document, MongoClient } from 'mongodb'
import { without } from './collection-operations.ts'
import { NotSupported } from './verdicts.ts'

export async function runOfClient(client: MongoClient, name: string, fields: Document): Promise<unknown> {
  switch (name) {
    case 'listDatabases':
      return (await client.db().admin().listDatabases(fields)).databases
    case 'listDatabaseNames': {
      const { databases } = await client
        .db()
        .admin()
        .listDatabases({ ...fields, nameOnly: true })
      return databases.map(database => database.name)
    }
    case 'dropDatabase':
      return client.db(fields['database']).dropDatabase(without(fields, 'database'))
    case 'clientBulkWrite': {
      const models = fields['models'].map((model: Document) => {
        const [kind, value] = Object.entries(model)[0] ?? ['', {}]
        return { name: kind, ...value }
      })
      return plainResult(await client.bulkWrite(models, without(fields, 'models')))
    }
    default:
      throw new NotSupported(`the operation ${name} of a client`)
  }
}

export async function runOfDatabase(database: Db, name: string, fields: Document): Promise<unknown> {
  switch (name) {
    case 'runCommand':
      return database.command(fields['command'], without(fields, 'command', 'commandName'))
    case 'aggregate':
      return database.aggregate(fields['pipeline'], without(fields, 'pipeline')).toArray()
    case 'createCollection':
      return database.createCollection(fields['collection'], without(fields, 'collection'))
    case 'dropCollection':
      return database.dropCollection(fields['collection'], without(fields, 'collection'))
    case 'modifyCollection':
      return database.command({ collMod: fields['collection'], ...without(fields, 'collection') })
    case 'listCollections':
      return database.listCollections(fields['filter'] ?? {}, without(fields, 'filter')).toArray()
    case 'listCollectionNames': {
      const options = { ...without(fields, 'filter'), nameOnly: true }
      const found = await database.listCollections(fields['filter'] ?? {}, options).toArray()
      return found.map(collection => collection.name)
    }
    default:
      throw new NotSupported(`the operation ${name} of a database`)
  }
}

/** The driver gives maps, and tells upserts apart by a field that the format does not have. */
function plainResult(result: ClientBulkWriteResult): Document {
  const plain = (results: ReadonlyMap<number, object> | undefined) =>
    results && Object.fromEntries([...results].map(([at, each]) => [at, without(each, 'didUpsert')]))
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
