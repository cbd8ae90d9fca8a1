import fc from 'fast-check'
import type { AnyBulkWriteOperation, ClientSession, Collection } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'

interface Item {
  _id: number
  a: number
  tags?: string[]
}

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

const id = fc.integer({ min: 0, max: 30 })
const tags = fc.uniqueArray(fc.constantFrom('x', 'y', 'z'), { maxLength: 3 })
const item = fc.record({ a: fc.integer({ min: 0, max: 5 }), tags })
const write = fc.oneof(
  fc.tuple(id, item).map(
    ([_id, fields]): AnyBulkWriteOperation<Item> => ({
      replaceOne: { filter: { _id }, replacement: fields, upsert: true },
    }),
  ),
  id.map((_id): AnyBulkWriteOperation<Item> => ({ deleteOne: { filter: { _id } } })),
  id.map(
    (_id): AnyBulkWriteOperation<Item> => ({ updateOne: { filter: { _id }, update: { $inc: { a: 1 } } } }),
  ),
)

describe('the view of a transaction', () => {
  it('is what everyone sees after its commit, and others see nothing of it before', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(item, { maxLength: 25 }),
        fc.array(write, { minLength: 1, maxLength: 15 }),
        fc.boolean(),
        async (items, writes, commit) => {
          const collection = test.client.db('test').collection<Item>(test.collection().collectionName)
          await collection.createIndexes([{ key: { a: -1, _id: 1 } }, { key: { tags: 1 } }])
          if (items.length > 0) await collection.insertMany(items.map((each, _id) => ({ _id, ...each })))
          const before = await answers(collection, {})
          await test.client.withSession(async session => {
            session.startTransaction()
            await collection.bulkWrite(writes, { session })
            const inside = await answers(collection, { session })
            expect(await answers(collection, {})).toEqual(before)
            await (commit ? session.commitTransaction() : session.abortTransaction())
            expect(await answers(collection, {})).toEqual(commit ? inside : before)
          })
          await collection.drop()
        },
      ),
      { numRuns: 40 },
    )
  }, 20_000)
})

/** The same questions answered from indexes, in their order, and from the documents. */
async function answers(
  collection: Collection<Item>,
  options: { session?: ClientSession },
): Promise<unknown[]> {
  const byTag = await collection
    .find({ tags: 'x' }, { ...options, batchSize: 3 })
    .sort({ _id: 1 })
    .toArray()
  const byRange = await collection
    .find({ a: { $gte: 2 } }, options)
    .sort({ a: -1, _id: 1 })
    .toArray()
  const all = await collection
    .find({}, { ...options, batchSize: 4 })
    .sort({ _id: 1 })
    .toArray()
  const page = await collection.find({}, options).sort({ a: -1, _id: 1 }).skip(1).limit(4).toArray()
  const count = await collection.countDocuments({ a: { $lt: 4 } }, options)
  expect(byTag).toEqual(all.filter(each => each.tags?.includes('x')))
  expect(byRange).toEqual(all.filter(each => each.a >= 2).sort((x, y) => y.a - x.a || x._id - y._id))
  expect(page).toEqual([...all].sort((x, y) => y.a - x.a || x._id - y._id).slice(1, 5))
  expect(count).toBe(all.filter(each => each.a < 4).length)
  return [byTag, byRange, all, count]
}
