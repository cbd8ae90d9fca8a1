import { Long } from 'bson'
import type { Collection, Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../../test-mongo.ts'

let test: TestMongo
let collection: Collection<Document>
const numbers = Array.from({ length: 350 }, (_, n) => n)
beforeAll(async () => {
  test = await startTestMongo()
  collection = test.collection()
  await collection.insertMany(numbers.map(n => ({ _id: n, n: 349 - n }) as Document))
})
afterAll(() => test.stop())

describe('a cursor', () => {
  it('gives all documents once, over many batches', async () => {
    const found = await collection.find().batchSize(7).toArray()
    expect(found.map(each => each['_id'])).toEqual(numbers)
    const sorted = await collection.find({}, { batchSize: 50 }).sort({ n: 1 }).toArray()
    expect(sorted.map(each => each['n'])).toEqual(numbers)
    const grouped = await collection.aggregate([{ $addFields: { x: 1 } }], { batchSize: 33 }).toArray()
    expect(grouped).toHaveLength(350)
  })

  it('gives 101 documents first by default, and closes when all are given', async () => {
    const { cursor } = await command({ find: collection.collectionName })
    expect(cursor.firstBatch).toHaveLength(101)
    const more = await command({
      getMore: Long.fromBigInt(BigInt(String(cursor.id))),
      collection: collection.collectionName,
    })
    expect(more['cursor'].nextBatch).toHaveLength(249)
    expect(Number(more['cursor'].id)).toBe(0)
  })

  it('is closed at once by a limit, by singleBatch, and by killCursors', async () => {
    const name = collection.collectionName
    const limited = await command({ find: name, limit: 5 })
    const single = await command({ find: name, batchSize: 5, singleBatch: true })
    expect([Number(limited['cursor'].id), Number(single['cursor'].id)]).toEqual([0, 0])
    const before = await openCursors()
    const cursor = collection.find().batchSize(10)
    await cursor.next()
    expect(await openCursors()).toBe(before + 1)
    await cursor.close()
    expect(await openCursors()).toBe(before)
  })

  it('is not found by another name, nor after it was killed', async () => {
    const name = collection.collectionName
    const { cursor } = await command({ find: name, batchSize: 2 })
    const id = Long.fromBigInt(BigInt(String(cursor.id)))
    await expect(command({ getMore: id, collection: 'other' })).rejects.toMatchObject({ code: 13 })
    expect(await command({ killCursors: name, cursors: [id] })).toMatchObject({ cursorsNotFound: [] })
    await expect(command({ getMore: id, collection: name })).rejects.toMatchObject({ code: 43 })
  })

  it('reads on past documents that are removed or added meanwhile', async () => {
    const own = test.collection()
    await own.insertMany(numbers.map(n => ({ _id: n }) as Document))
    const cursor = own.find().batchSize(100)
    await cursor.next()
    await own.deleteMany({ _id: { $gte: 200, $lt: 300 } } as Document)
    const rest = await cursor.toArray()
    const ids = rest.map(each => each['_id'])
    expect(new Set(ids).size).toBe(ids.length)
    expect(ids).toContain(349)
  })

  it('splits batches at 16 MB', async () => {
    const large = test.collection()
    await large.insertMany(Array.from({ length: 5 }, () => ({ text: 'x'.repeat(5_000_000) })))
    const { cursor } = await command({ find: large.collectionName })
    expect(cursor.firstBatch.length).toBeLessThan(5)
    expect(await large.find().toArray()).toHaveLength(5)
  }, 10_000)
})

function command(fields: Document) {
  return test.client.db('test').command(fields)
}

async function openCursors() {
  return (await test.client.db('admin').command({ serverStatus: 1 }))['metrics'].cursor.open.total
}
