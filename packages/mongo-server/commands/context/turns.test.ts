import type { Document, MongoServerError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { startTestMongo, type TestMongo } from '../../test-mongo.ts'

let mongo: TestMongo

beforeAll(async () => {
  mongo = await startTestMongo()
})
afterAll(() => mongo.stop())

/** Backtracks some 2 ** 40 times. */
const PATHOLOGICAL = '^(a+)+$'
const TEXT = `${'a'.repeat(40)}!`

/** Would go on for hours. */
const ENDLESS: Document = nested(3, { $add: ['$$this', 1] })

describe('a regular expression that does not end', () => {
  test('ends with maxTimeMS in every place', async () => {
    const collection = mongo.collection()
    await collection.insertOne({ s: TEXT })
    const filter = { s: { $regex: PATHOLOGICAL } }
    const running = [
      collection.find(filter, { maxTimeMS: 50 }).toArray(),
      collection.countDocuments(filter, { maxTimeMS: 50 }),
      collection.aggregate([{ $match: filter }, { $group: { _id: 1 } }], { maxTimeMS: 50 }).toArray(),
      collection
        .aggregate([{ $set: { x: { $regexMatch: { input: '$s', regex: PATHOLOGICAL } } } }], {
          maxTimeMS: 50,
        })
        .toArray(),
      collection.updateOne(filter, { $set: { x: 1 } }, { maxTimeMS: 50 }),
      collection.updateMany(filter, { $set: { x: 1 } }, { maxTimeMS: 50 }),
    ]
    for (const error of await Promise.all(running.map(failure))) expect(error.code).toBe(50)
  })

  test('ends without maxTimeMS, too', async () => {
    const collection = mongo.collection()
    await collection.insertOne({ s: TEXT })
    const error = await failure(collection.findOne({ s: { $regex: PATHOLOGICAL } }))
    expect(error.code).toBe(51156)
    expect(error.message).toContain('match limit')
  })

  test('finds a match in a long text', async () => {
    const collection = mongo.collection()
    const words = Array.from({ length: 300 }, (_, i) => `word${i}`).join(' ')
    await collection.insertMany([
      { _id: 1, s: words },
      { _id: 2, s: '-' },
    ] as Document[])
    expect(await collection.distinct('_id', { s: /^(?:\w+ ?)+$/ })).toEqual([1])
    const [found] = await collection
      .aggregate([
        { $match: { _id: 1 } },
        { $project: { all: { $regexFindAll: { input: '$s', regex: /\b(\w+) *(\w+) *word29\b/ } } } },
      ])
      .toArray()
    expect(found?.['all']).toMatchObject([{ captures: ['word27', 'word28'] }])
  })
})

describe('an expression that does not end', () => {
  test('ends with maxTimeMS', async () => {
    const collection = mongo.collection()
    await collection.insertOne({})
    const error = await failure(collection.aggregate([{ $set: { x: ENDLESS } }], { maxTimeMS: 50 }).toArray())
    expect(error.code).toBe(50)
  })

  // The bound is on processor time: on a busy machine it takes longer.
  test('ends without maxTimeMS, because the others wait for it', { timeout: 60_000 }, async () => {
    const collection = mongo.collection()
    await collection.insertOne({})
    const error = await failure(collection.find({ $expr: { $gt: [ENDLESS, 1] } }).toArray())
    expect(error.code).toBe(50)
    expect(error.message).toContain('share one thread')
  })

  test.each([
    [{ $range: [0, 2e9] }],
    [
      {
        $reduce: {
          input: { $range: [0, 40] },
          initialValue: 'ab',
          in: { $concat: ['$$value', '$$value'] },
        },
      },
    ],
  ])('cannot take all memory by %j', async x => {
    const collection = mongo.collection()
    await collection.insertOne({})
    const error = await failure(collection.aggregate([{ $set: { x } }]).toArray())
    expect(error.code).toBe(146)
  })
})

describe('a write to many documents', () => {
  const many = Array.from({ length: 5000 }, (_, i) => ({ a: 0, b: i }))

  /** What another client counts while `work` goes on. */
  async function seenDuring(work: Promise<unknown>, count: () => Promise<number>): Promise<Set<number>> {
    const seen = new Set<number>()
    let working = true
    const done = work.finally(() => {
      working = false
    })
    while (working) seen.add(await count())
    await done
    return seen
  }

  test('lets other clients have their turns between two documents', async () => {
    const collection = mongo.collection()
    const other = (await mongo.connect()).db('test').collection(collection.collectionName)
    await collection.insertMany(many)
    const updating = collection.updateMany({}, { $inc: { a: 1 } })
    const updated = await seenDuring(updating, () => other.countDocuments({ a: 1 }))
    expect([...updated].some(n => n > 0 && n < many.length)).toBe(true)
    expect(await other.countDocuments({ a: 1 })).toBe(many.length)
    const removing = collection.deleteMany({})
    const left = await seenDuring(removing, () => other.countDocuments())
    expect([...left].some(n => n > 0 && n < many.length)).toBe(true)
  })

  test('stays unseen in a transaction until the commit', async () => {
    const collection = mongo.collection()
    await collection.insertMany(many)
    const session = mongo.client.startSession()
    session.startTransaction()
    const updating = collection.updateMany({}, { $inc: { a: 1 } }, { session })
    expect(await seenDuring(updating, () => collection.countDocuments({ a: 1 }))).toEqual(new Set([0]))
    await session.commitTransaction()
    expect(await collection.countDocuments({ a: 1 })).toBe(many.length)
    await session.endSession()
  })

  test('ends when its collection is dropped meanwhile', async () => {
    const collection = mongo.collection()
    await collection.insertMany([{ a: 1 }, { a: 1 }])
    const session = mongo.client.startSession()
    session.startTransaction()
    await collection.updateOne({}, { $set: { b: 1 } }, { session })
    // Both wait for the transaction, the drop first.
    const dropping = collection.drop()
    await collection.countDocuments({})
    const updating = failure(collection.updateMany({}, { $set: { b: 2 } }))
    await collection.countDocuments({})
    await session.abortTransaction()
    await dropping
    expect((await updating).code).toBe(175)
    await session.endSession()
  })

  test('ends the cursor that reads a dropped index', async () => {
    const collection = mongo.collection()
    await collection.insertMany(many)
    await collection.createIndex({ b: 1 })
    const cursor = collection.find({ b: { $gte: 0 } }, { batchSize: 10 })
    await cursor.next()
    await collection.dropIndex('b_1')
    expect((await failure(cursor.toArray())).code).toBe(175)
  })
})

describe('a search that takes long', () => {
  test('lets others change the documents meanwhile, and writes those that match in the end', async () => {
    const collection = mongo.collection()
    const other = (await mongo.connect()).db('test').collection(collection.collectionName)
    await collection.insertMany(Array.from({ length: 20_000 }, (_, i) => ({ n: i, t: 'x'.repeat(100) })))
    const searching = collection.updateOne({ n: 19_999, b: { $exists: false } }, { $set: { c: 1 } })
    let found = false
    const done = searching.then(() => {
      found = true
    })
    await other.updateOne({ _id: { $exists: true } }, { $set: { first: true } })
    expect(found).toBe(false)
    await done
    expect(await searching).toMatchObject({ matchedCount: 1, modifiedCount: 1 })
    expect(await other.countDocuments({ c: 1 })).toBe(1)
    const upserting = collection.updateOne({ n: 20_000 }, { $set: { c: 2 } }, { upsert: true })
    expect(await upserting).toMatchObject({ matchedCount: 0, upsertedCount: 1 })
    expect(await collection.findOneAndDelete({ c: 2 })).toMatchObject({ n: 20_000 })
  })
})

describe('$out', () => {
  const source = Array.from({ length: 5000 }, (_, i) => ({ n: i % 100 }))

  test('shows the others the old collection until the new one is complete', async () => {
    const [from, to] = [mongo.collection(), mongo.collection()]
    const other = (await mongo.connect()).db('test').collection(to.collectionName)
    await from.insertMany(source)
    await to.insertOne({ old: true })
    await to.createIndex({ n: 1 })
    const counts = new Set<number>()
    let working = true
    const writing = from
      .aggregate([{ $out: to.collectionName }])
      .toArray()
      .finally(() => {
        working = false
      })
    while (working) counts.add(await other.countDocuments())
    await writing
    counts.add(await other.countDocuments())
    expect(counts).toEqual(new Set([1, source.length]))
    expect(await to.indexes()).toMatchObject([{ name: '_id_' }, { name: 'n_1' }])
  })

  test('leaves the old collection as it is if the new one cannot be filled', async () => {
    const [from, to] = [mongo.collection(), mongo.collection()]
    await from.insertMany(source)
    await to.insertOne({ old: true })
    await to.createIndex({ n: 1 }, { unique: true })
    const error = await failure(from.aggregate([{ $out: to.collectionName }]).toArray())
    expect(error.code).toBe(11000)
    expect(await to.find({}, { projection: { _id: 0 } }).toArray()).toEqual([{ old: true }])
    expect(
      (await mongo.client.db('test').listCollections().toArray()).map(({ name }) => name),
    ).not.toContainEqual(expect.stringContaining('tmp.'))
  })
})

function failure(promise: Promise<unknown>): Promise<MongoServerError> {
  return promise.then(
    value => {
      throw new Error(`expected an error, got ${JSON.stringify(value)}`)
    },
    error => error,
  )
}

function nested(depth: number, inner: Document): Document {
  const body = depth === 1 ? inner : { $sum: [nested(depth - 1, inner)] }
  return { $map: { input: { $range: [0, 20_000] }, in: body } }
}
