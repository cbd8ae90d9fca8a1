import { Decimal128, type Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../../test-mongo.ts'

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo({ monitorMilliseconds: 20 })
})
afterAll(() => test.stop())

describe('a unique index', () => {
  it('refuses a second document with the same key, and names the key', async () => {
    const collection = test.collection()
    await collection.createIndex({ email: 1, kind: -1 }, { unique: true })
    await collection.insertOne({ email: 'a', kind: 1 })
    await expect(collection.insertOne({ email: 'a', kind: 1 })).rejects.toMatchObject({
      code: 11000,
      keyPattern: { email: 1, kind: -1 },
      keyValue: { email: 'a', kind: 1 },
    })
    await collection.insertOne({ email: 'a', kind: 2 })
    await expect(collection.updateOne({ kind: 2 }, { $set: { kind: 1 } })).rejects.toMatchObject({
      code: 11000,
    })
    await expect(collection.findOneAndUpdate({ kind: 2 }, { $set: { kind: 1 } })).rejects.toMatchObject({
      code: 11000,
      keyValue: { email: 'a', kind: 1 },
    })
  })

  it('treats equal numbers of different types as the same key', async () => {
    const collection = test.collection()
    await collection.createIndex({ n: 1 }, { unique: true })
    await collection.insertOne({ n: 1 })
    await expect(collection.insertOne({ n: Decimal128.fromString('1.0') })).rejects.toMatchObject({
      code: 11000,
    })
  })

  it('holds over the elements of arrays, but not within one document', async () => {
    const collection = test.collection()
    await collection.createIndex({ tags: 1 }, { unique: true })
    await collection.insertOne({ tags: ['x', 'x', 'y'] })
    await expect(collection.insertOne({ tags: 'y' })).rejects.toMatchObject({ code: 11000 })
    await collection.insertOne({ tags: ['z'] })
  })

  it('treats a missing field as null, unless it is sparse', async () => {
    const collection = test.collection()
    await collection.createIndex({ a: 1 }, { unique: true })
    await collection.createIndex({ b: 1 }, { unique: true, sparse: true })
    await collection.insertMany([{ a: 1 }, { a: 2 }])
    await collection.insertOne({})
    await expect(collection.insertOne({})).rejects.toMatchObject({ code: 11000, keyValue: { a: null } })
  })

  it('holds only for the documents of its partial filter', async () => {
    const collection = test.collection()
    await collection.createIndex({ name: 1 }, { unique: true, partialFilterExpression: { live: true } })
    await collection.insertMany([{ name: 'a' }, { name: 'a' }, { name: 'a', live: true }])
    await expect(
      collection.updateOne({ live: { $exists: false } }, { $set: { live: true } }),
    ).rejects.toMatchObject({
      code: 11000,
    })
  })

  it('compares by its collation', async () => {
    const collection = test.collection()
    const collation = { locale: 'en', strength: 2 }
    await collection.createIndex({ name: 1 }, { unique: true, collation })
    await collection.insertOne({ name: 'Ann' })
    await expect(collection.insertOne({ name: 'aNN' })).rejects.toMatchObject({ code: 11000 })
    expect(await collection.find({ name: 'ANN' }, { collation }).toArray()).toHaveLength(1)
    expect(await collection.find({ name: 'ANN' }).toArray()).toHaveLength(0)
    const plan = await collection.find({ name: 'ANN' }, { collation }).explain('queryPlanner')
    expect(plan['queryPlanner'].winningPlan.inputStage.stage).toBe('IXSCAN')
  })

  it('is not built over documents that break it', async () => {
    const collection = test.collection()
    await collection.insertMany([{ a: 1 }, { a: 1 }])
    await expect(collection.createIndex({ a: 1 }, { unique: true })).rejects.toMatchObject({ code: 11000 })
    expect(await collection.indexes()).toHaveLength(1)
  })
})

describe('an index', () => {
  it('is created once, however often it is requested', async () => {
    const collection = test.collection()
    await collection.createIndex({ a: 1 })
    await collection.createIndex({ a: 1 })
    expect(await collection.indexes()).toEqual([
      { v: 2, key: { _id: 1 }, name: '_id_' },
      { v: 2, key: { a: 1 }, name: 'a_1' },
    ])
  })

  it('conflicts with another of its name or of its key', async () => {
    const collection = test.collection()
    await collection.createIndex({ a: 1 }, { name: 'first' })
    await expect(collection.createIndex({ b: 1 }, { name: 'first' })).rejects.toMatchObject({ code: 86 })
    await expect(collection.createIndex({ a: 1 }, { name: 'second' })).rejects.toMatchObject({ code: 85 })
    await expect(collection.createIndex({ a: 1 }, { name: 'first', unique: true })).rejects.toMatchObject({
      code: 85,
    })
  })

  it('of an unsupported kind is refused', async () => {
    const collection = test.collection()
    for (const key of [{ a: 'text' }, { a: '2dsphere' }, { a: 'hashed' }, { '$**': 1 }] as const) {
      await expect(collection.createIndex({ ...key } as Document)).rejects.toMatchObject({ code: 67 })
    }
    await expect(collection.createIndex({ a: 1, b: 1 }, { expireAfterSeconds: 5 })).rejects.toMatchObject({
      code: 67,
    })
  })

  it('is dropped by name or by key', async () => {
    const collection = test.collection()
    await collection.createIndex({ a: 1 })
    await collection.createIndex({ b: 1 })
    await collection.dropIndex('a_1')
    await expect(collection.dropIndex('a_1')).rejects.toMatchObject({ code: 27 })
    await expect(collection.dropIndex('_id_')).rejects.toMatchObject({ code: 72 })
    await collection.dropIndexes()
    expect(await collection.indexes()).toHaveLength(1)
    await expect(test.collection().indexes()).rejects.toMatchObject({ code: 26 })
  })

  it('contains what is written while it is built', async () => {
    const collection = test.client
      .db('test')
      .collection<{ _id: number; n: number; text: string }>(test.collection().collectionName)
    const text = 'x'.repeat(100)
    await collection.insertMany(Array.from({ length: 5000 }, (_, n) => ({ _id: n, n, text })))
    let built = false
    const build = collection.createIndex({ n: 1 }).then(() => {
      built = true
    })
    const same = collection.createIndex({ n: 1 })
    for (let at = 0; !built; at++) {
      await collection.updateOne({ _id: (at * 7919) % 5000 }, { $inc: { n: 50_000 } })
      await collection.deleteOne({ _id: (at * 104_729) % 5000 })
      await collection.insertOne({ _id: 5000 + at, n: -1, text })
    }
    await Promise.all([build, same])
    const all = await collection.find().hint({ $natural: 1 }).sort({ n: 1, _id: 1 }).toArray()
    const indexed = await collection.find().hint({ n: 1 }).sort({ n: 1, _id: 1 }).toArray()
    expect(all.length).toBeGreaterThan(0)
    expect(indexed.map(each => each._id)).toEqual(all.map(each => each._id))
    const { keysPerIndex } = await test.client.db('test').command({ validate: collection.collectionName })
    expect(keysPerIndex).toEqual({ _id_: all.length, n_1: all.length })
  }, 15_000)

  it('is not used while it is hidden', async () => {
    const collection = test.collection()
    await collection.createIndex({ a: 1 })
    const collMod = (hidden: boolean) =>
      test.client.db('test').command({ collMod: collection.collectionName, index: { name: 'a_1', hidden } })
    const stage = async () =>
      (await collection.find({ a: 1 }).explain('queryPlanner'))['queryPlanner'].winningPlan.stage
    expect(await collMod(true)).toMatchObject({ hidden_old: false, hidden_new: true })
    expect(await stage()).toBe('COLLSCAN')
    await collMod(false)
    expect(await stage()).toBe('FETCH')
  })
})

describe('a TTL index', () => {
  it('removes documents when they expire', async () => {
    const collection = test.collection()
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 60 })
    await collection.insertMany([
      { name: 'old', at: new Date(Date.now() - 61_000) },
      { name: 'one of several is old', at: [new Date(Date.now() - 61_000), new Date()] },
      { name: 'young', at: new Date() },
      { name: 'no date', at: 'x' },
      { name: 'none' },
    ])
    await eventually(async () => (await collection.countDocuments()) === 3)
    const left = await collection.find().toArray()
    expect(left.map(each => each['name'])).toEqual(['young', 'no date', 'none'])
  })

  it('can get another time with collMod', async () => {
    const collection = test.collection()
    await collection.createIndex({ at: 1 }, { expireAfterSeconds: 3600 })
    await collection.insertOne({ at: new Date(Date.now() - 61_000) })
    await test.client.db('test').command({
      collMod: collection.collectionName,
      index: { keyPattern: { at: 1 }, expireAfterSeconds: 60 },
    })
    await eventually(async () => (await collection.countDocuments()) === 0)
  })
})

async function eventually(condition: () => Promise<boolean>): Promise<void> {
  while (!(await condition())) await new Promise(resolve => setImmediate(resolve))
}
