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

describe('a transaction that creates a collection', () => {
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
    ['an upsert of many', () => fresh.updateMany({ n: 1 }, { $set: { m: 1 } }, { session, upsert: true }), 1],
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
