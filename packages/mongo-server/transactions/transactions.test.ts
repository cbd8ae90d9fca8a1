import type { ClientSession, Collection, Document } from 'mongodb'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'

let test: TestMongo
let collection: Collection<Document>
let session: ClientSession
let other: ClientSession
let databases = 0
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

  describe('that creates a collection', () => {
    let fresh: Collection<Document>
    beforeEach(() => {
      fresh = test.client.db(`fresh${++databases}`).collection('made')
    })

    const outside = async () => {
      const database = test.client.db(fresh.dbName)
      const names = (await database.listCollections().toArray()).map(each => each.name)
      const stats = await database.command({ dbStats: 1 })
      const { databases: all } = await test.client.db('admin').admin().listDatabases({ nameOnly: true })
      const listed = all.some(each => each.name === fresh.dbName)
      return [names, stats['collections'], listed, await fresh.countDocuments()]
    }

    const ways: [string, () => Promise<unknown>, number][] = [
      ['an insert', () => fresh.insertOne({ n: 1 }, { session }), 1],
      ['an upsert', () => fresh.updateOne({ n: 1 }, { $set: { m: 1 } }, { session, upsert: true }), 1],
      [
        'an upsert of many',
        () => fresh.updateMany({ n: 1 }, { $set: { m: 1 } }, { session, upsert: true }),
        1,
      ],
      [
        'findAndModify',
        () => fresh.findOneAndUpdate({ n: 1 }, { $inc: { n: 1 } }, { session, upsert: true }),
        1,
      ],
      ['a bulk write', () => fresh.bulkWrite([{ insertOne: { document: { n: 1 } } }], { session }), 1],
      [
        'a bulk write of the client',
        () =>
          test.client.bulkWrite(
            [{ name: 'insertOne', namespace: fresh.namespace, document: { n: 1 } as object }],
            {
              session,
            },
          ),
        1,
      ],
      ['create', () => test.client.db(fresh.dbName).createCollection('made', { session }), 0],
      ['createIndexes', () => fresh.createIndex({ n: 1 }, { session }), 0],
    ]

    it.each(ways)('by %s, shows it to nobody before the commit', async (_, make, count) => {
      session.startTransaction()
      await make()
      expect(await outside()).toEqual([[], 0, false, 0])
      expect(await fresh.countDocuments({}, { session })).toBe(count)
      await session.commitTransaction()
      expect(await outside()).toEqual([['made'], 1, true, count])
    })

    it.each(ways)('by %s, has none after the abort', async (_, make) => {
      session.startTransaction()
      await make()
      await session.abortTransaction()
      expect(await outside()).toEqual([[], 0, false, 0])
      await fresh.insertOne({ n: 7 })
      expect(await outside()).toEqual([['made'], 1, true, 1])
    })

    it('keeps its options, and uses and keeps its indexes', async () => {
      session.startTransaction()
      const collation = { locale: 'en', strength: 2 }
      await test.client.db(fresh.dbName).createCollection('made', { session, collation })
      const made = await fresh.createIndexes([{ key: { name: 1 }, unique: true }, { key: { tags: 1 } }], {
        session,
      })
      expect(made).toEqual(['name_1', 'tags_1'])
      await fresh.insertMany([{ name: 'a', tags: ['x', 'y'] }, { name: 'b' }], { session })
      await fresh.updateOne({ name: 'B' }, { $set: { tags: ['y'] } }, { session })
      expect(await fresh.find({ tags: 'Y' }, { session }).sort({ name: -1 }).toArray()).toMatchObject([
        { name: 'b' },
        { name: 'a' },
      ])
      const joined = [{ $lookup: { from: 'made', localField: 'name', foreignField: 'name', as: 'same' } }]
      expect(await fresh.aggregate(joined, { session }).toArray()).toMatchObject([
        { same: [{ name: 'a' }] },
        { same: [{ name: 'b' }] },
      ])
      await session.commitTransaction()
      expect((await fresh.indexes()).map(each => each.name)).toEqual(['_id_', 'name_1', 'tags_1'])
      await expect(fresh.insertOne({ name: 'A' })).rejects.toMatchObject({ code: 11000 })
      expect(await fresh.countDocuments({ tags: 'y' }, { hint: 'tags_1' })).toBe(2)
      expect(
        (await fresh.find({ tags: 'x' }).explain('queryPlanner'))['queryPlanner'].winningPlan,
      ).toMatchObject({
        inputStage: { indexName: 'tags_1', isMultiKey: true },
      })
    })

    it('has each document that it inserted and changed or removed again once', async () => {
      session.startTransaction()
      await fresh.insertMany([{ _id: 1 }, { _id: 2 }, { _id: 3 }] as Document[], { session })
      await fresh.deleteOne({ _id: 1 } as Document, { session })
      await fresh.insertOne({ _id: 1, again: true } as Document, { session })
      await fresh.updateMany({ _id: { $gte: 2 } } as Document, { $set: { n: 1 } }, { session })
      await session.commitTransaction()
      expect(await fresh.find().sort({ _id: 1 }).toArray()).toEqual([
        { _id: 1, again: true },
        { _id: 2, n: 1 },
        { _id: 3, n: 1 },
      ])
    })

    it('refuses a duplicate key in it', async () => {
      session.startTransaction()
      await fresh.insertOne({ _id: 1 } as Document, { session })
      await expect(fresh.insertOne({ _id: 1 } as Document, { session })).rejects.toMatchObject({
        code: 11000,
      })
      expect(await outside()).toEqual([[], 0, false, 0])
    })

    it('conflicts at its commit with another that has created it, and is run again', async () => {
      session.startTransaction()
      other.startTransaction()
      await fresh.insertOne({ by: 'one' }, { session })
      await fresh.insertOne({ by: 'other' }, { session: other })
      await session.commitTransaction()
      const late = other.commitTransaction()
      await expect(late).rejects.toMatchObject({ code: 112, codeName: 'WriteConflict' })
      await expect(late).rejects.toSatisfy(error => error.hasErrorLabel('TransientTransactionError'))
      expect(await fresh.find().toArray()).toMatchObject([{ by: 'one' }])
      await other.withTransaction(() => fresh.insertOne({ by: 'other' }, { session: other }))
      expect(await fresh.countDocuments()).toBe(2)
    })

    it('conflicts with a collection that was created outside meanwhile', async () => {
      let runs = 0
      await session.withTransaction(async () => {
        await fresh.insertOne({ by: 'transaction' }, { session })
        if (runs++ === 0) await fresh.insertOne({ by: 'outside' })
      })
      expect(runs).toBe(2)
      expect(await fresh.countDocuments()).toBe(2)
    })

    it('does not see what was created since its start, and cannot write to it', async () => {
      session.startTransaction()
      await collection.findOne({}, { session })
      await fresh.insertOne({ by: 'outside' })
      expect(await fresh.find({}, { session }).toArray()).toEqual([])
      await expect(fresh.insertOne({ by: 'transaction' }, { session })).rejects.toMatchObject({ code: 112 })
    })

    it.each<[string, () => Promise<unknown>]>([
      ['dropped', () => collection.drop()],
      ['renamed', () => collection.rename(`${collection.collectionName}-renamed`)],
    ])('does not take a collection for new that was %s since its start', async (_, remove) => {
      session.startTransaction()
      await fresh.findOne({}, { session })
      await remove()
      await expect(collection.insertOne({ name: 'c' }, { session })).rejects.toMatchObject({ code: 246 })
    })

    it('refuses to create a collection that exists', async () => {
      session.startTransaction()
      await fresh.insertOne({}, { session })
      await expect(test.client.db(fresh.dbName).createCollection('made', { session })).rejects.toMatchObject({
        code: 48,
      })
      other.startTransaction()
      await expect(
        test.client.db('test').createCollection(collection.collectionName, { session: other }),
      ).rejects.toMatchObject({ code: 48 })
    })

    it('cannot create an index of a collection that existed before, or that is no longer empty', async () => {
      await collection.createIndex({ n: 1 })
      session.startTransaction()
      await collection.createIndex({ n: 1 }, { session })
      await expect(collection.createIndex({ name: 1 }, { session })).rejects.toMatchObject({ code: 263 })
      other.startTransaction()
      await fresh.insertOne({ n: 1 }, { session: other })
      await expect(fresh.createIndex({ n: 1 }, { session: other })).rejects.toMatchObject({ code: 263 })
      expect(await outside()).toEqual([[], 0, false, 0])
    })

    it.each(['snapshot', 'majority'] as const)('is not one that reads at the level %s', async level => {
      session.startTransaction({ readConcern: { level } })
      await collection.findOne({}, { session })
      await expect(fresh.createIndex({ n: 1 }, { session })).rejects.toMatchObject({ code: 72 })
    })
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
