import { type AnyBulkWriteOperation, DBRef, type Document, type ObjectId } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../../test-mongo.ts'

interface Item {
  _id: number
  n?: number
  list?: { k: number; v: number }[]
  made?: boolean
}

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

describe('updates', () => {
  it('reach into arrays by position, by filter, and everywhere', async () => {
    const collection = items()
    await collection.insertOne({
      _id: 1,
      list: [
        { k: 1, v: 0 },
        { k: 2, v: 0 },
      ],
    })
    await collection.updateOne({ _id: 1, 'list.k': 2 }, { $set: { 'list.$.v': 5 } })
    await collection.updateOne({ _id: 1 }, { $inc: { 'list.$[].v': 1 } })
    await collection.updateOne(
      { _id: 1 },
      { $set: { 'list.$[one].v': 9 } },
      { arrayFilters: [{ 'one.k': 1 }] },
    )
    expect(await collection.findOne()).toEqual({
      _id: 1,
      list: [
        { k: 1, v: 9 },
        { k: 2, v: 6 },
      ],
    })
  })

  it('reach the item that has a field', async () => {
    const collection = items()
    await collection.insertOne({
      _id: 1,
      list: [{ k: 1, v: 0 }, { k: 2, v: 0, w: 1 } as { k: number; v: number }],
    })
    const having: Document = { 'list.w': { $exists: true } }
    await collection.updateOne(having, { $set: { 'list.$.v': 7 } })
    expect(await collection.findOne(having, { projection: { 'list.$': 1 } })).toEqual({
      _id: 1,
      list: [{ k: 2, v: 7, w: 1 }],
    })
    await expect(
      collection.updateOne({ 'list.x': { $exists: false } } as Document, { $set: { 'list.$.v': 7 } }),
    ).rejects.toMatchObject({ code: 2 })
  })

  it('store names that start with $, but not in an _id', async () => {
    const collection = test.collection()
    await collection.insertOne({ _id: 'a', $top: 1, p: { $in: 2 } } as Document)
    await collection.updateOne({ _id: 'a' } as Document, { $set: { 'p.$each': 42 } })
    await collection.updateOne({ _id: 'b' } as Document, { $set: { $key: 1 } }, { upsert: true })
    await collection.replaceOne({ _id: 'c' } as Document, { x: 1, $key: { $y: 2 } }, { upsert: true })
    expect(await collection.find().toArray()).toEqual([
      { _id: 'a', $top: 1, p: { $in: 2, $each: 42 } },
      { _id: 'b', $key: 1 },
      { _id: 'c', x: 1, $key: { $y: 2 } },
    ])
    const existing = { _id: 'a' } as Document
    await expect(collection.updateOne(existing, { $set: { $key: 1 } })).rejects.toMatchObject({ code: 52 })
    await expect(collection.replaceOne(existing, { x: 1, $key: 1 })).rejects.toMatchObject({ code: 52 })
  })

  it.each<[unknown, number]>([
    [{ $a: 1 }, 52],
    [{ a: 1, $b: 1 }, 52],
    [{ a: { $b: 1 } }, 52],
    [{ a: [{ $b: 1 }] }, 52],
    [{ $ref: 'users', $id: 1, $other: 1 }, 52],
    [{ $id: 1 }, 52],
    [[1], 53],
  ])('refuse to insert %o as _id', async (_id, code) => {
    const collection = test.collection()
    await expect(collection.insertOne({ _id } as Document)).rejects.toMatchObject({ code })
    await expect(
      collection.bulkWrite([{ insertOne: { document: { _id } as Document } }]),
    ).rejects.toMatchObject({ code })
    const copy = [
      { $documents: [{}] },
      { $set: { _id: { $literal: _id } } },
      { $out: collection.collectionName },
    ]
    await expect(test.client.db('test').aggregate(copy).toArray()).rejects.toMatchObject({ code })
    expect(await collection.countDocuments()).toBe(0)
  })

  it.each<[string, Document, Document, number]>([
    ['a modifier', { x: 1 }, { $set: { _id: { $a: 1 } } }, 52],
    ['a path', { x: 1 }, { $set: { '_id.$a': 1 } }, 52],
    ['a filter', { '_id.$a': 1 }, { $set: { x: 1 } }, 52],
    ['a replacement', { x: 1 }, { _id: { a: 1, $b: 2 } }, 52],
    ['half a reference', { x: 1 }, { _id: { $id: 2 } }, 55],
    ['a pipeline', { x: 1 }, [{ $set: { _id: { $literal: { $a: 1 } } } }], 52],
    ['an array', { x: 1 }, { $set: { _id: [1] } }, 53],
  ])('refuse to upsert an _id with such a name from %s', async (_, q, u, code) => {
    const name = test.collection().collectionName
    const upsert = { update: name, updates: [{ q, u, upsert: true }] }
    await expect(test.client.db('test').command(upsert)).resolves.toMatchObject({ writeErrors: [{ code }] })
    const modify = { findAndModify: name, query: q, update: u, upsert: true }
    await expect(test.client.db('test').command(modify)).rejects.toMatchObject({ code })
    expect(await test.client.db('test').collection(name).countDocuments()).toBe(0)
  })

  it('take a reference as _id', async () => {
    const collection = test.collection()
    await collection.insertOne({ _id: { $ref: 'users', $id: 1, $db: 'test' } } as Document)
    await collection.replaceOne({ x: 1 }, { _id: { $ref: 'users', $id: 2 } } as Document, { upsert: true })
    expect(await collection.countDocuments({ '_id.$id': { $gte: 1 } })).toBe(2)
  })

  it('find and index references by their fields', async () => {
    const collection = test.collection()
    const [one, two] = [
      new DBRef('users', 1 as unknown as ObjectId),
      new DBRef('users', 2 as unknown as ObjectId),
    ]
    await collection.insertMany([{ refs: [one, two] }, { refs: [two] }, { refs: [] }])
    const byElement = { refs: { $elemMatch: { $id: 1 } } }
    expect(await collection.find(byElement).toArray()).toHaveLength(1)
    expect(await collection.find(byElement, { projection: { 'refs.$': 1 } }).toArray()).toMatchObject([
      { refs: [{ oid: 1 }] },
    ])
    await collection.createIndex({ 'refs.$id': 1 })
    const plan = await collection.find({ 'refs.$id': 2 }).explain('queryPlanner')
    expect(plan['queryPlanner'].winningPlan).toMatchObject({ inputStage: { indexName: 'refs.$id_1' } })
    expect(await collection.countDocuments({ 'refs.$id': 2 })).toBe(2)
    await collection.updateMany({}, { $pull: { refs: { $id: 2 } } } as Document)
    expect(await collection.countDocuments({ 'refs.$id': 2 })).toBe(0)
    await expect(collection.createIndex({ $id: 1 })).rejects.toMatchObject({ code: 67 })
  })

  it('may be pipelines', async () => {
    const collection = items()
    await collection.insertOne({ _id: 1, n: 2 })
    await collection.updateOne({ _id: 1 }, [{ $set: { n: { $multiply: ['$n', 10] } } }])
    expect(await collection.findOne()).toEqual({ _id: 1, n: 20 })
  })

  it('insert what they do not find, once, with $setOnInsert', async () => {
    const collection = items()
    const upsert = () =>
      collection.updateOne({ _id: 1 }, { $inc: { n: 1 }, $setOnInsert: { made: true } }, { upsert: true })
    expect(await upsert()).toMatchObject({ upsertedId: 1, upsertedCount: 1, matchedCount: 0 })
    expect(await upsert()).toMatchObject({ upsertedId: null, matchedCount: 1, modifiedCount: 1 })
    expect(await collection.findOne()).toEqual({ _id: 1, n: 2, made: true })
  })

  it('count as modified only if something changed', async () => {
    const collection = items()
    await collection.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ])
    expect(await collection.updateMany({}, { $set: { n: 1 } })).toMatchObject({
      matchedCount: 2,
      modifiedCount: 1,
    })
  })

  it('cannot change _id, nor replace many', async () => {
    const collection = items()
    await collection.insertOne({ _id: 1 })
    const change = { $set: { _id: 2 } } as Document
    await expect(collection.updateOne({ _id: 1 }, change)).rejects.toMatchObject({ code: 66 })
    const replacement = { update: collection.collectionName, updates: [{ q: {}, u: { n: 1 }, multi: true }] }
    await expect(test.client.db('test').command(replacement)).resolves.toMatchObject({
      writeErrors: [{ index: 0, code: 9 }],
    })
  })

  it('take the first document of a sort', async () => {
    const collection = items()
    await collection.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 5 },
      { _id: 3, n: 3 },
    ])
    await collection.updateOne({}, { $set: { made: true } }, { sort: { n: -1 } })
    expect(await collection.findOne({ made: true })).toMatchObject({ _id: 2 })
  })
})

describe('bulk writes', () => {
  const duplicates = (): AnyBulkWriteOperation<Item>[] => [
    { insertOne: { document: { _id: 1 } } },
    { insertOne: { document: { _id: 1 } } },
    { updateOne: { filter: { _id: 1 }, update: { $set: { n: 1 } } } },
    { deleteOne: { filter: { _id: 1 } } },
  ]

  it('stop at the first failure when they are ordered', async () => {
    const collection = items()
    await expect(collection.bulkWrite(duplicates())).rejects.toMatchObject({
      code: 11000,
      result: { insertedCount: 1, modifiedCount: 0, deletedCount: 0 },
    })
    expect(await collection.find().toArray()).toEqual([{ _id: 1 }])
  })

  it('go on when they are not, and name each failure', async () => {
    const collection = items()
    const failed = collection.bulkWrite(duplicates(), { ordered: false })
    await expect(failed).rejects.toMatchObject({
      result: { insertedCount: 1, modifiedCount: 1, deletedCount: 1 },
    })
    await expect(failed).rejects.toMatchObject({ writeErrors: [{ index: 1, code: 11000 }] })
  })

  it('can write to several collections with client.bulkWrite', async () => {
    const [a, b] = [items(), items()]
    const result = await test.client.bulkWrite<Record<string, Item>>(
      [
        { name: 'insertOne', namespace: a.namespace, document: { _id: 1 } },
        { name: 'insertOne', namespace: b.namespace, document: { _id: 2 } },
        { name: 'updateOne', namespace: a.namespace, filter: { _id: 1 }, update: { $set: { n: 3 } } },
        {
          name: 'updateOne',
          namespace: b.namespace,
          filter: { _id: 9 },
          update: { $set: { n: 4 } },
          upsert: true,
        },
        { name: 'deleteOne', namespace: b.namespace, filter: { _id: 2 } },
      ],
      { verboseResults: true },
    )
    expect(result).toMatchObject({
      insertedCount: 2,
      matchedCount: 1,
      modifiedCount: 1,
      upsertedCount: 1,
      deletedCount: 1,
    })
    expect(await a.findOne()).toEqual({ _id: 1, n: 3 })
    expect(await b.findOne()).toEqual({ _id: 9, n: 4 })
  })
})

function items() {
  return test.client.db('test').collection<Item>(test.collection().collectionName)
}
