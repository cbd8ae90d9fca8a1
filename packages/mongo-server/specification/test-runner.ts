import type { Document } from 'mongodb'
import { type EntityMap, MongoClient } from './entities.ts'
import { Mismatch, Unsupported } from './format.ts'

const admin = (entities: EntityMap, client: unknown) => {
  const entity = entities.get(String(client))
  if (!(entity instanceof MongoClient)) throw new Unsupported('a fail point without a client')
  return entity.db('admin')
}

function anyClient(entities: EntityMap, fields: Document): MongoClient {
  const entity = entities.get(String(fields['client'] ?? 'client0'))
  if (entity instanceof MongoClient) return entity
  throw new Unsupported('there is no client to look with')
}

async function collectionExists(entities: EntityMap, fields: Document): Promise<boolean> {
  const database = anyClient(entities, {}).db(fields['databaseName'])
  const found = await database
    .listCollections({ name: fields['collectionName'] }, { nameOnly: true })
    .toArray()
  return found.length > 0
}

async function indexExists(entities: EntityMap, fields: Document): Promise<boolean> {
  const database = anyClient(entities, {}).db(fields['databaseName'])
  const found = await database
    .collection(fields['collectionName'])
    .indexes()
    .catch(() => [])
  return found.some(each => each['name'] === fields['indexName'])
}

function expectTrue(condition: boolean, what: string): void {
  if (!condition) throw new Mismatch(what)
}

function lastTwoLsids(entities: EntityMap, client: unknown): [string, string] {
  const started = entities
    .events(String(client))
    .flatMap(each =>
      each.type === 'commandStartedEvent' ? [JSON.stringify(each.event.command['lsid'])] : [],
    )
  return [started.at(-2) ?? '', started.at(-1) ?? '']
}

/** What the format lets the runner itself do and check. */
export async function runTestRunner(entities: EntityMap, name: string, fields: Document): Promise<void> {
  switch (name) {
    case 'failPoint':
      await admin(entities, fields['client']).command(fields['failPoint'])
      return
    case 'targetedFailPoint':
      await admin(entities, 'client0').command(fields['failPoint'])
      return
    case 'assertSessionTransactionState': {
      // The driver shows no more of the state than whether a transaction is open.
      const open = ['starting', 'in_progress'].includes(String(fields['state']))
      expectTrue(entities.session(fields['session']).inTransaction() === open, `not ${fields['state']}`)
      return
    }
    case 'assertCollectionExists':
      return expectTrue(
        await collectionExists(entities, fields),
        `${fields['collectionName']} does not exist`,
      )
    case 'assertCollectionNotExists':
      return expectTrue(!(await collectionExists(entities, fields)), `${fields['collectionName']} exists`)
    case 'assertIndexExists':
      return expectTrue(
        await indexExists(entities, fields),
        `the index ${fields['indexName']} does not exist`,
      )
    case 'assertIndexNotExists':
      return expectTrue(!(await indexExists(entities, fields)), `the index ${fields['indexName']} exists`)
    case 'assertSameLsidOnLastTwoCommands': {
      const [one, two] = lastTwoLsids(entities, fields['client'])
      return expectTrue(one === two, 'the last two commands have different sessions')
    }
    case 'assertDifferentLsidOnLastTwoCommands': {
      const [one, two] = lastTwoLsids(entities, fields['client'])
      return expectTrue(one !== two, 'the last two commands have the same session')
    }
    default:
      throw new Unsupported(`the operation ${name} of the test runner`)
  }
}
