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

describe('aggregations', () => {
  it('write their results with $out and $merge', async () => {
    const source = items()
    await source.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ])
    const target = items()
    await target.insertMany([{ _id: 2, n: 0, made: true }, { _id: 3 }])
    await source.aggregate([{ $merge: { into: target.collectionName } }]).toArray()
    expect(await target.find().sort({ _id: 1 }).toArray()).toEqual([
      { _id: 1, n: 1 },
      { _id: 2, n: 2, made: true },
      { _id: 3 },
    ])
    await source.aggregate([{ $match: { n: 1 } }, { $out: target.collectionName }]).toArray()
    expect(await target.find().toArray()).toEqual([{ _id: 1, n: 1 }])
  })

  it('join, group and count through indexes', async () => {
    const authors = test.client
      .db('test')
      .collection<{ _id: number; name: string }>(test.collection().collectionName)
    const reels = test.client
      .db('test')
      .collection<{ _id: number; author: number }>(test.collection().collectionName)
    await authors.insertMany([
      { _id: 1, name: 'a' },
      { _id: 2, name: 'b' },
    ])
    await reels.insertMany([
      { _id: 1, author: 1 },
      { _id: 2, author: 1 },
      { _id: 3, author: 2 },
    ])
    const joined = await reels
      .aggregate([
        { $match: { _id: { $lte: 2 } } },
        { $lookup: { from: authors.collectionName, localField: 'author', foreignField: '_id', as: 'by' } },
        { $unwind: '$by' },
        { $group: { _id: '$by.name', reels: { $sum: 1 } } },
      ])
      .toArray()
    expect(joined).toEqual([{ _id: 'a', reels: 2 }])
    expect(await reels.aggregate([{ $match: { author: 1 } }, { $count: 'n' }]).toArray()).toEqual([{ n: 2 }])
    expect(await reels.countDocuments({ author: 7 })).toBe(0)
  })
})

function items() {
  return test.client.db('test').collection<Item>(test.collection().collectionName)
}
