import { randomUUID } from 'node:crypto'
import { UUID } from 'bson'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { Document } from '../language/values/bson.ts'
import {
  connectRaw,
  type RawClient,
  startTestMongo,
  type TestMongo,
  temporaryDirectory,
} from '../test-mongo.ts'

let test: TestMongo
let raw: RawClient
let name: string
let lsid: Document
beforeAll(async () => {
  test = await startTestMongo()
  raw = await connectRaw(test.mongo.port)
})
afterAll(async () => {
  raw.close()
  await test.stop()
})
beforeEach(() => {
  name = test.collection().collectionName
  lsid = { id: new UUID(randomUUID()) }
})

describe('a retryable write that is sent twice', () => {
  it('inserts once', async () => {
    const documents = [{ _id: 1 }, { _id: 2 }]
    const [first, second] = await twice({ insert: name, documents, lsid, txnNumber: 1, $db: 'test' })
    expect(first).toEqual({ n: 2, ok: 1 })
    expect(second).toEqual(first)
    expect(await all()).toHaveLength(2)
  })

  it('increments once, statement by statement', async () => {
    const updates = [
      { q: { _id: 1 }, u: { $inc: { n: 1 } }, upsert: true },
      { q: { _id: 1 }, u: { $inc: { n: 1 } } },
    ]
    const [first, second] = await twice({ update: name, updates, lsid, txnNumber: 1, $db: 'test' })
    expect(first).toEqual({ n: 2, nModified: 1, upserted: [{ index: 0, _id: 1 }], ok: 1 })
    expect(second).toEqual(first)
    expect(await all()).toEqual([{ _id: 1, n: 2 }])
  })

  it('removes one document, not two', async () => {
    await raw.send({ insert: name, documents: [{ _id: 1 }, { _id: 2 }], $db: 'test' })
    const deletes = [{ q: {}, limit: 1 }]
    const [first, second] = await twice({ delete: name, deletes, lsid, txnNumber: 3, $db: 'test' })
    expect(first).toEqual({ n: 1, ok: 1 })
    expect(second).toEqual(first)
    expect(await all()).toHaveLength(1)
  })

  it('gives the same image of a findAndModify, even if the document has changed since', async () => {
    const modify = {
      findAndModify: name,
      query: { _id: 1 },
      update: { $inc: { n: 1 } },
      upsert: true,
      new: true,
      lsid,
      txnNumber: 4,
      $db: 'test',
    }
    const first = withoutTime(await raw.send(modify))
    await raw.send({ update: name, updates: [{ q: { _id: 1 }, u: { $set: { n: 50 } } }], $db: 'test' })
    expect(withoutTime(await raw.send(modify))).toEqual(first)
    expect(first['value']).toEqual({ _id: 1, n: 1 })
  })

  it('is refused when a newer one has been sent in its session', async () => {
    await raw.send({ insert: name, documents: [{ _id: 1 }], lsid, txnNumber: 5, $db: 'test' })
    const old = await raw.send({ insert: name, documents: [{ _id: 2 }], lsid, txnNumber: 4, $db: 'test' })
    expect(old).toMatchObject({ ok: 0, code: 225, codeName: 'TransactionTooOld' })
  })

  it('is applied once even if the server was restarted in between', async () => {
    using directory = temporaryDirectory()
    const insert = { insert: 'kept', documents: [{ _id: 1 }], lsid, txnNumber: 1, $db: 'test' }
    const own = { id: new UUID(randomUUID()) }
    const many = { insert: 'many', documents: [{ _id: 1 }, { _id: 2 }], lsid: own, txnNumber: 1, $db: 'test' }
    const begin = { lsid, autocommit: false, $db: 'admin', txnNumber: 2 }
    const commit = { commitTransaction: 1, ...begin }
    const before = await startTestMongo({ dataDir: directory.path })
    const first = await connectRaw(before.mongo.port)
    expect(await first.send(insert)).toMatchObject({ n: 1, ok: 1 })
    expect(await first.send(many)).toMatchObject({ n: 2, ok: 1 })
    await first.send({
      insert: 'kept',
      documents: [{ _id: 2 }],
      ...begin,
      startTransaction: true,
      $db: 'test',
    })
    expect(await first.send(commit)).toMatchObject({ ok: 1 })
    first.close()
    await before.stop()

    const after = await startTestMongo({ dataDir: directory.path })
    const second = await connectRaw(after.mongo.port)
    expect(await second.send(commit)).toMatchObject({ ok: 1 })
    expect(withoutTime(await second.send(many))).toEqual({ n: 2, ok: 1 })
    expect(await second.send({ count: 'many', $db: 'test' })).toMatchObject({ n: 2 })
    expect(await second.send({ ...insert, txnNumber: 3, documents: [{ _id: 3 }] })).toMatchObject({
      n: 1,
      ok: 1,
    })
    expect(await second.send({ count: 'kept', $db: 'test' })).toMatchObject({ n: 3 })
    second.close()
    await after.stop()
  })
})

describe('a write the driver retries', () => {
  it('is applied once if the connection breaks before it', async () => {
    const collection = test.client.db('test').collection(name)
    await test.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 1 },
      data: { failCommands: ['insert'], closeConnection: true },
    })
    await collection.insertOne({ n: 1 })
    expect(await collection.countDocuments()).toBe(1)
  })

  it('is retried because of the label of the error', async () => {
    const collection = test.client.db('test').collection(name)
    await test.client.db('admin').command({
      configureFailPoint: 'failCommand',
      mode: { times: 2 },
      data: { failCommands: ['insert'], errorCode: 91 },
    })
    const failed = collection.insertOne({ n: 1 })
    await expect(failed).rejects.toMatchObject({ code: 91 })
    await expect(failed).rejects.toSatisfy(error => error.hasErrorLabel('RetryableWriteError'))
    await collection.insertOne({ n: 1 })
  })

  it('is made, and reports that its write concern cannot be met', async () => {
    const collection = test.client.db('test').collection(name)
    await expect(collection.insertOne({ n: 1 }, { writeConcern: { w: 3 } })).rejects.toMatchObject({
      code: 100,
    })
    expect(await collection.countDocuments()).toBe(1)
  })
})

function withoutTime({ $clusterTime: _, operationTime: __, ...reply }: Document) {
  return reply
}

async function twice(command: Document, client = raw): Promise<[Document, Document]> {
  return [withoutTime(await client.send(command)), withoutTime(await client.send(command))]
}

function all() {
  return test.client.db('test').collection(name).find().sort({ _id: 1 }).toArray()
}
