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

describe('findOneAnd…', () => {
  it('gives the document before or after, projected, the first of the sort', async () => {
    const collection = items()
    await collection.insertMany([
      { _id: 1, n: 1 },
      { _id: 2, n: 2 },
    ])
    const sort = { n: -1 } as const
    expect(await collection.findOneAndUpdate({}, { $inc: { n: 1 } }, { sort })).toEqual({ _id: 2, n: 2 })
    expect(
      await collection.findOneAndUpdate(
        {},
        { $inc: { n: 1 } },
        { sort, returnDocument: 'after', projection: { _id: 0 } },
      ),
    ).toEqual({ n: 4 })
    expect(await collection.findOneAndReplace({ _id: 1 }, { n: 7 }, { returnDocument: 'after' })).toEqual({
      _id: 1,
      n: 7,
    })
    expect(await collection.findOneAndDelete({}, { sort })).toEqual({ _id: 1, n: 7 })
    expect(await collection.findOneAndDelete({ _id: 9 })).toBeNull()
  })

  it('reports whether it has updated or inserted', async () => {
    const collection = items()
    const modify = () =>
      collection.findOneAndUpdate(
        { _id: 1 },
        { $inc: { n: 1 } },
        { upsert: true, includeResultMetadata: true, returnDocument: 'after' },
      )
    expect((await modify()).lastErrorObject).toEqual({ n: 1, updatedExisting: false, upserted: 1 })
    expect((await modify()).lastErrorObject).toEqual({ n: 1, updatedExisting: true })
  })

  it('makes one document when many upsert it at once', async () => {
    const collection = items()
    await Promise.all(
      Array.from({ length: 20 }, () =>
        collection.findOneAndUpdate({ _id: 1 }, { $inc: { n: 1 } }, { upsert: true }),
      ),
    )
    expect(await collection.find().toArray()).toEqual([{ _id: 1, n: 20 }])
  })
})

function items() {
  return test.client.db('test').collection<Item>(test.collection().collectionName)
}
