import type { ClientSession, Collection, Document } from 'mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'

let test: TestMongo
let collection: Collection<Document>
let session: ClientSession
let other: ClientSession
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())
beforeEach(async () => {
  collection = test.collection()
  await collection.insertMany([
    { name: 'a', n: 1 },
    { name: 'b', n: 2 },
  ])
  session = test.client.startSession()
  other = test.client.startSession()
})
afterEach(async () => {
  await session.endSession()
  await other.endSession()
})

describe('a transaction', () => {
  it('sees its own writes, and nobody else does until it commits', async () => {
    await collection.createIndex({ n: 1 })
    session.startTransaction()
    await collection.insertOne({ name: 'c', n: 0 }, { session })
    await collection.updateOne({ name: 'a' }, { $set: { n: 5 } }, { session })
    await collection.deleteOne({ name: 'b' }, { session })
    const inside = await collection
      .find({ n: { $gte: 0 } }, { session })
      .sort({ n: 1 })
      .toArray()
    expect(inside.map(each => each['name'])).toEqual(['c', 'a'])
    expect(await collection.countDocuments({ n: { $gte: 0 } }, { session })).toBe(2)
    expect(await collection.countDocuments({}, { session })).toBe(2)
    expect(await names()).toEqual(['a', 'b'])
    await session.commitTransaction()
    expect(await names()).toEqual(['a', 'c'])
    expect(await collection.find({ n: 5 }).toArray()).toMatchObject([{ name: 'a' }])
    expect(await collection.find({ n: 1 }).toArray()).toEqual([])
  })

  it('leaves nothing behind when it aborts', async () => {
    session.startTransaction()
    await collection.insertOne({ name: 'c' }, { session })
    await collection.updateMany({}, { $set: { n: 9 } }, { session })
    await session.abortTransaction()
    expect(await collection.find({ n: 9 }).toArray()).toEqual([])
    await collection.insertOne({ name: 'c' })
    expect(await names()).toEqual(['a', 'b', 'c'])
  })

  it('reads the state of its start while others write', async () => {
    session.startTransaction()
    expect(await names(session)).toEqual(['a', 'b'])
    await collection.insertOne({ name: 'c' })
    await collection.deleteOne({ name: 'a' })
    expect(await names(session)).toEqual(['a', 'b'])
    await session.commitTransaction()
    expect(await names()).toEqual(['b', 'c'])
  })

  it('gets WriteConflict if another transaction has written, and may be run again', async () => {
    session.startTransaction()
    other.startTransaction()
    await collection.updateOne({ name: 'a' }, { $inc: { n: 10 } }, { session })
    const conflict = collection.updateOne({ name: 'a' }, { $inc: { n: 100 } }, { session: other })
    await expect(conflict).rejects.toMatchObject({ code: 112, codeName: 'WriteConflict' })
    await expect(conflict).rejects.toSatisfy(error => error.hasErrorLabel('TransientTransactionError'))
    await session.commitTransaction()
    expect((await collection.findOne({ name: 'a' }))?.['n']).toBe(11)
  })

  it('gets WriteConflict for a document that has changed since its snapshot', async () => {
    session.startTransaction()
    await collection.findOne({ name: 'a' }, { session })
    await collection.updateOne({ name: 'a' }, { $inc: { n: 1 } })
    await expect(collection.updateOne({ name: 'a' }, { $inc: { n: 1 } }, { session })).rejects.toMatchObject({
      code: 112,
    })
  })

  it('makes a write outside of it wait for its end', async () => {
    session.startTransaction()
    await collection.updateOne({ name: 'a' }, { $inc: { n: 10 } }, { session })
    let done = false
    const outside = collection.updateOne({ name: 'a' }, { $inc: { n: 100 } }).then(() => {
      done = true
    })
    await expect(
      collection.updateOne({ name: 'a' }, { $inc: { n: 7 } }, { maxTimeMS: 30 }),
    ).rejects.toMatchObject({
      code: 50,
    })
    expect(done).toBe(false)
    await session.commitTransaction()
    await outside
    expect((await collection.findOne({ name: 'a' }))?.['n']).toBe(111)
  })

  it('reserves unique keys: another transaction conflicts, and a write outside waits', async () => {
    await collection.createIndex({ name: 1 }, { unique: true })
    session.startTransaction()
    other.startTransaction()
    await collection.insertOne({ name: 'c' }, { session })
    await expect(collection.insertOne({ name: 'c' }, { session: other })).rejects.toMatchObject({ code: 112 })
    const outside = collection.insertOne({ name: 'c' }).catch(error => error.code)
    await session.commitTransaction()
    expect(await outside).toBe(11000)
  })

  it('may move a unique key from one document to another', async () => {
    await collection.createIndex({ name: 1 }, { unique: true })
    await session.withTransaction(async () => {
      await collection.deleteOne({ name: 'a' }, { session })
      await collection.updateOne({ name: 'b' }, { $set: { name: 'a' } }, { session })
      await collection.insertOne({ name: 'b' }, { session })
    })
    expect(await names()).toEqual(['a', 'b'])
    expect(await collection.countDocuments({ name: 'a' })).toBe(1)
  })

  it('may swap unique keys by way of a third', async () => {
    await collection.createIndex({ name: 1 }, { unique: true })
    await session.withTransaction(async () => {
      await collection.updateOne({ name: 'a' }, { $set: { name: 'x' } }, { session })
      await collection.updateOne({ name: 'b' }, { $set: { name: 'a' } }, { session })
      await collection.updateOne({ name: 'x' }, { $set: { name: 'b' } }, { session })
    })
    const swapped = await collection.find().sort({ name: 1 }).toArray()
    expect(swapped).toMatchObject([
      { name: 'a', n: 2 },
      { name: 'b', n: 1 },
    ])
    expect(await collection.countDocuments({ name: { $in: ['a', 'b'] } })).toBe(2)
  })

  it('ends with a duplicate key', async () => {
    await collection.createIndex({ name: 1 }, { unique: true })
    session.startTransaction()
    await expect(collection.insertOne({ name: 'a' }, { session })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { name: 1 },
    })
    await expect(collection.findOne({}, { session })).rejects.toMatchObject({ code: 251 })
  })

  it('may commit again after it has committed, and not after it has aborted', async () => {
    session.startTransaction()
    await collection.insertOne({ name: 'c' }, { session })
    await session.commitTransaction()
    await session.commitTransaction()
    const admin = test.client.db('admin')
    const ended = { lsid: session.id, txnNumber: 7, autocommit: false }
    await expect(admin.command({ commitTransaction: 1, ...ended })).rejects.toMatchObject({ code: 251 })
    expect(await names()).toEqual(['a', 'b', 'c'])
  })

  it('expires when it lasts too long', async () => {
    await test.client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: 1 })
    session.startTransaction()
    await collection.updateOne({ name: 'a' }, { $set: { n: 9 } }, { session })
    await test.client.db('admin').command({ setParameter: 1, transactionLifetimeLimitSeconds: 60 })
    // Waits for the transaction, so it comes back when that has expired.
    await collection.updateOne({ name: 'a' }, { $inc: { n: 1 } })
    expect((await collection.findOne({ name: 'a' }))?.['n']).toBe(2)
    await expect(collection.findOne({}, { session })).rejects.toMatchObject({ code: 251 })
  })

  it('is run again by withTransaction until it succeeds', async () => {
    const clients = Array.from({ length: 6 }, () => test.client.startSession())
    await Promise.all(
      clients.map(each =>
        each.withTransaction(async () => {
          const found = await collection.findOne({ name: 'a' }, { session: each })
          await collection.updateOne(
            { name: 'a' },
            { $set: { n: (found?.['n'] ?? 0) + 1 } },
            { session: each },
          )
        }),
      ),
    )
    for (const each of clients) await each.endSession()
    expect((await collection.findOne({ name: 'a' }))?.['n']).toBe(7)
  })

  it('reads on through a cursor, over the batches, from its snapshot', async () => {
    await collection.insertMany(Array.from({ length: 250 }, (_, n) => ({ name: `d${n}` })))
    session.startTransaction()
    const cursor = collection.find({}, { session, batchSize: 100 })
    await cursor.next()
    await collection.deleteMany({ name: /^d/ })
    let count = 1
    for await (const _ of cursor) count++
    expect(count).toBe(252)
    await session.commitTransaction()
  })

  it('creates the collection it writes to', async () => {
    const fresh = test.collection()
    await session.withTransaction(async () => {
      await fresh.insertOne({ _id: 1 } as Document, { session })
      expect(await fresh.find({}, { session }).toArray()).toEqual([{ _id: 1 }])
    })
    expect(await fresh.countDocuments()).toBe(1)
  })

  it('refuses commands that cannot be part of it', async () => {
    session.startTransaction()
    await expect(
      test.client.db('test').command({ count: collection.collectionName }, { session }),
    ).rejects.toMatchObject({ code: 263 })
    await session.abortTransaction()
  })

  it('makes changes of its collection wait for its end', async () => {
    session.startTransaction()
    await collection.insertOne({ name: 'c' }, { session })
    const build = collection.createIndex({ name: 1 })
    await session.commitTransaction()
    await build
    expect(await collection.find({ name: 'c' }).hint({ name: 1 }).toArray()).toHaveLength(1)
  })
})

async function names(inSession?: ClientSession) {
  const options = inSession ? { session: inSession } : {}
  const documents = await collection.find({}, options).sort({ name: 1 }).toArray()
  return documents.map(each => each['name'])
}
