import { type Document, type MongoClient, MongoServerError, ServerApiVersion } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestMongo, type TestMongo } from '../../test-mongo.ts'

let mongo: TestMongo

beforeAll(async () => {
  mongo = await startTestMongo()
  await mongo.client
    .db('api')
    .collection('items')
    .insertMany([{ a: 1 }, { a: 2 }, { a: 3 }])
})
afterAll(() => mongo.stop())

const strict = { apiVersion: '1', apiStrict: true }

test.each([
  [{ ping: 1, apiVersion: '1' }, 0],
  [{ ping: 1, apiVersion: '99' }, 322],
  [{ ping: 1, apiVersion: 1 }, 14],
  [{ ping: 1, apiVersion: '1', apiStrict: 'true' }, 14],
  [{ ping: 1, apiStrict: true }, 4886600],
  [{ ping: 1, apiDeprecationErrors: false }, 4886600],
  [{ distinct: 'items', key: 'a', apiVersion: '1' }, 0],
  [{ distinct: 'items', key: 'a', apiVersion: '1', apiStrict: false }, 0],
  [{ testDeprecation: 1, ...strict }, 0],
  [{ testDeprecation: 1, apiVersion: '1', apiDeprecationErrors: true }, 324],
])('checks the API parameters of %j', async (command, code) => {
  expect(await codeOf(command)).toBe(code)
})

describe('in strict mode', () => {
  const aggregate = (...pipeline: Document[]) => ({ aggregate: 'items', pipeline, cursor: {} })

  test.each([
    [{ hello: 1 }],
    [{ find: 'items' }],
    [{ count: 'items' }],
    [{ insert: 'items', documents: [{ a: 4 }] }],
    [{ update: 'items', updates: [{ q: { a: 4 }, u: { $set: { b: 1 } } }] }],
    [{ delete: 'items', deletes: [{ q: { a: 4 }, limit: 0 }] }],
    [{ findAndModify: 'items', query: { a: 9 }, remove: true }],
    [{ explain: { find: 'items' } }],
    [{ listIndexes: 'items' }],
    [{ listCollections: 1 }],
    [aggregate({ $group: { _id: null, n: { $sum: 1 } } })],
    [aggregate({ $collStats: { count: {} } })],
  ])('runs %j', async command => {
    expect(await codeOf({ ...command, ...strict })).toBe(0)
  })

  test.each([
    [{ distinct: 'items', key: 'a' }],
    [{ buildInfo: 1 }],
    [{ isMaster: 1 }],
    [{ serverStatus: 1 }],
    [{ testVersion2: 1 }],
    [{ find: 'items', showRecordId: false }],
    [{ explain: { distinct: 'items', key: 'a' } }],
    [{ createIndexes: 'items', indexes: [{ key: { a: 1 }, name: 'a_1', sparse: true }] }],
    [aggregate({ $indexStats: {} })],
    [aggregate({ $collStats: { storageStats: {} } })],
    [aggregate({ $unionWith: { coll: 'items', pipeline: [{ $currentOp: {} }] } })],
    [aggregate({ $facet: { a: [], b: [{ $indexStats: {} }] } })],
    [aggregate({ $lookup: { from: 'items', pipeline: [{ $listSessions: {} }], as: 'x' } })],
  ])('refuses %j', async command => {
    expect(await codeOf({ ...command, ...strict })).toBe(323)
  })

  test('still does not know a command that does not exist', async () => {
    expect(await codeOf({ noSuchCommand: 1, ...strict })).toBe(59)
  })

  test('serves a driver that declares it', async () => {
    const client = await mongo.connect({ serverApi: { version: ServerApiVersion.v1, strict: true } })
    const items = client.db('api').collection('declared')
    await items.insertMany([{ a: 1 }, { a: 2 }, { a: 3 }])
    expect(await items.find({}, { batchSize: 2 }).toArray()).toHaveLength(3)
    await inTransaction(client, async session => {
      await items.insertOne({ a: 4 }, { session })
      await items.updateOne({ a: 1 }, { $set: { a: 5 } }, { session })
    })
    expect(await items.countDocuments()).toBe(4)
    await expect(items.distinct('a')).rejects.toMatchObject({ code: 323 })
  })
})

test('refuses a getMore that declares another API than its cursor', async () => {
  const db = mongo.client.db('api')
  const declared: Document[] = [{}, { apiVersion: '1' }, strict, { apiVersion: '1', apiStrict: false }]
  for (const first of declared) {
    for (const next of declared) {
      const { cursor } = await db.command({ find: 'items', batchSize: 1, ...first })
      expect(await codeOf({ getMore: cursor.id, collection: 'items', ...next })).toBe(
        first === next ? 0 : 327,
      )
    }
  }
})

test('refuses a statement that declares another API than its transaction', async () => {
  const session = mongo.client.startSession()
  const db = mongo.client.db('api')
  session.startTransaction()
  await db.command({ find: 'items', apiVersion: '1' }, { session })
  await expect(db.command({ find: 'items' }, { session })).rejects.toMatchObject({ code: 327 })
  await expect(session.commitTransaction()).rejects.toMatchObject({ code: 327 })
  await session.endSession()
})

async function codeOf(command: Document): Promise<number> {
  try {
    await mongo.client.db('api').command(command)
    return 0
  } catch (error) {
    return error instanceof MongoServerError ? Number(error.code) : Number.NaN
  }
}

async function inTransaction(
  client: MongoClient,
  work: (session: ReturnType<MongoClient['startSession']>) => Promise<void>,
): Promise<void> {
  const session = client.startSession()
  await session.withTransaction(() => work(session))
  await session.endSession()
}
