import fc from 'fast-check'
import { type Collection, type Document, MongoBulkWriteError } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { compileSort } from '../language/values/sort.ts'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'

let test: TestMongo
beforeAll(async () => {
  test = await startTestMongo()
})
afterAll(() => test.stop())

const scalar = fc.oneof(
  fc.integer({ min: 0, max: 4 }),
  fc.constantFrom('a', 'ab', 'B', ''),
  fc.constant(null),
  fc.boolean(),
)
const value = fc.oneof(
  { weight: 4, arbitrary: scalar },
  { weight: 1, arbitrary: fc.array(scalar, { maxLength: 3 }) },
)
const element = fc.record({ x: value, y: value }, { requiredKeys: [] })
const document = fc.record(
  { a: value, b: value, c: scalar, d: fc.oneof(element, fc.array(element, { maxLength: 3 })) },
  { requiredKeys: [] },
)

const condition = fc.oneof(
  scalar,
  fc.record({ $gt: scalar }),
  fc.record({ $gte: scalar, $lt: scalar }),
  fc.record({ $in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $all: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ $ne: scalar }),
  fc.record({ $exists: fc.boolean() }),
  fc.constant({ $regex: '^a' }),
)
const path = fc.constantFrom('a', 'b', 'c', 'd.x', 'd.y')
const simpleFilter = fc.dictionary(path, condition, { maxKeys: 3 })
const filter = fc.oneof(
  simpleFilter,
  fc
    .tuple(simpleFilter, fc.array(simpleFilter, { minLength: 1, maxLength: 3 }))
    .map(([base, branches]): Document => ({ ...base, $or: branches })),
)
const direction = fc.constantFrom<1 | -1>(1, -1)
const sort = fc.option(fc.dictionary(path, direction, { minKeys: 1, maxKeys: 2 }), { nil: undefined })

const indexes = [
  { key: { a: 1 } },
  { key: { a: 1, b: -1 } },
  { key: { c: 1, a: 1 } },
  { key: { b: 1, c: -1, a: 1 } },
  { key: { 'd.x': 1, 'd.y': 1 } },
  { key: { c: -1 }, sparse: true, name: 'sparse' },
  { key: { b: 1 }, partialFilterExpression: { c: { $gte: 2 } }, name: 'partial' },
] as const

describe('the planner', () => {
  it('finds through indexes exactly what reading every document finds, in the same order', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(document, { maxLength: 20 }),
        fc.array(fc.tuple(filter, sort), { minLength: 8, maxLength: 8 }),
        async (documents, queries) => {
          const collection = test.collection()
          await collection.createIndexes(indexes.map(each => ({ ...each })))
          const numbered: Document[] = documents.map((each, _id) => ({ _id, ...each }))
          // Two arrays side by side in one index are refused; the others stay.
          if (numbered.length > 0)
            await collection.insertMany(numbered, { ordered: false }).catch(allowParallelArrays)
          for (const [query, order] of queries) {
            const all = await found(collection, query, undefined, { $natural: 1 })
            const planned = await found(collection, query, undefined)
            expect(ids(planned)).toEqual(ids(all))
            if (order) {
              const sorted = await found(collection, query, order)
              expect(ids(sorted)).toEqual(ids(all))
              const compare = compileSort(order)
              for (const [at, each] of sorted.entries()) {
                expect(compare(sorted[at - 1] ?? each, each)).toBeLessThanOrEqual(0)
              }
            }
            expect(await collection.countDocuments(query)).toBe(all.length)
          }
          await collection.drop()
        },
      ),
      { numRuns: 60 },
    )
  }, 30_000)

  it('merges up to 200 ranges in the order of a sort, and sorts beyond that', async () => {
    const collection = test.collection()
    await collection.createIndexes([{ key: { a: 1, at: -1 } }, { key: { b: 1, c: 1, at: 1 } }])
    await collection.insertMany(
      Array.from({ length: 600 }, (_, n): Document => ({ a: n % 300, b: n % 30, c: n % 20, at: n })),
    )
    const upTo = (count: number) => Array.from({ length: count }, (_, n) => n)
    const stagesOf = async (query: Document) => {
      const explained = await collection.find(query).sort({ at: -1 }).limit(10).explain('queryPlanner')
      return JSON.stringify(explained['queryPlanner'].winningPlan).match(
        /SORT_MERGE|SORT(?=")|COLLSCAN|IXSCAN/g,
      )
    }
    const merged = ['SORT_MERGE', 'IXSCAN']
    const sorted = ['SORT', 'IXSCAN']
    expect(await stagesOf({ a: { $in: upTo(200) } })).toEqual(merged)
    expect(await stagesOf({ a: { $in: upTo(201) } })).toEqual(sorted)
    // A repeated value is not another range.
    expect(await stagesOf({ a: { $in: [...upTo(200), ...upTo(200)] } })).toEqual(merged)
    // The values of several fields multiply.
    expect(await stagesOf({ b: { $in: upTo(20) }, c: { $in: upTo(10) } })).toEqual(merged)
    expect(await stagesOf({ b: { $in: upTo(21) }, c: { $in: upTo(10) } })).toEqual(sorted)
    expect(await stagesOf({ b: { $in: upTo(30) }, c: { $in: [...upTo(20), ...upTo(60)] } })).toEqual(sorted)
    const newest = collection.find({ a: { $in: upTo(201) } }).sort({ at: -1 })
    expect((await newest.limit(3).toArray()).map(each => each['at'])).toEqual([500, 499, 498])
  })

  it('reads $all from an index, by the value that the fewest documents have', async () => {
    const collection = test.collection()
    await collection.createIndex({ tags: 1 })
    await collection.insertMany(
      Array.from({ length: 90 }, (_, n): Document => ({ n, tags: ['all', `t${n % 30}`] })),
    )
    const query = { tags: { $all: ['all', 't3'] } }
    const explained = await collection.find(query).explain('executionStats')
    expect(explained['queryPlanner'].winningPlan).toMatchObject({
      stage: 'FETCH',
      inputStage: { stage: 'IXSCAN', indexBounds: { tags: ['["t3", "t3"]'] } },
    })
    expect(explained['executionStats']).toMatchObject({ nReturned: 3, totalKeysExamined: 3 })
    expect(await collection.countDocuments({ tags: { $all: ['t3', 't4'] } })).toBe(0)
    expect(await collection.countDocuments({ tags: { $all: [] } })).toBe(0)
    expect(await collection.countDocuments({ tags: { $all: [/^al/, 't3'] } })).toBe(3)
  })

  describe('with a hint', () => {
    const hints: [string, Document | string][] = [
      ['name', 'x_1'],
      ['key pattern', { x: 1 }],
    ]
    let collection: Collection<Document>
    beforeAll(async () => {
      collection = test.collection()
      await collection.createIndexes([
        { key: { x: 1 }, sparse: true },
        { key: { x: -1 }, partialFilterExpression: { x: { $gte: 2 } }, name: 'large' },
        { key: { y: 1 }, name: 'y' },
        { key: { y: 1 }, name: 'y in French', collation: { locale: 'fr' } },
        { key: { z: 1 }, hidden: true },
      ])
      await collection.insertMany([
        { _id: 1 },
        { _id: 2, x: 2 },
        { _id: 3, x: 1 },
        { _id: 4, x: null },
      ] as Document[])
    })

    it.each(hints)('by %s, reads what a sparse index holds', async (_, hint) => {
      const found = async (query: Document) => ids(await collection.find(query, { hint }).toArray())
      expect(await found({})).toEqual([2, 3, 4])
      expect(await found({ x: null })).toEqual([4])
      expect(await found({ x: { $exists: false } })).toEqual([])
      expect(await found({ _id: { $lte: 3 } })).toEqual([2, 3])
      const sorted = await collection.find({}, { hint }).sort({ x: 1 }).toArray()
      expect(sorted.map(each => each['_id'])).toEqual([4, 3, 2])
      expect(await collection.countDocuments({}, { hint })).toBe(3)
      expect(await collection.count({}, { hint })).toBe(3)
      expect(await collection.aggregate([{ $match: {} }, { $count: 'n' }], { hint }).toArray()).toEqual([
        { n: 3 },
      ])
      const plan = await collection.find({}, { hint }).explain('queryPlanner')
      expect(plan['queryPlanner'].winningPlan).toMatchObject({
        inputStage: { stage: 'IXSCAN', indexName: 'x_1' },
      })
    })

    it.each(hints)('by %s, writes to what a sparse index holds', async (_, hint) => {
      const copy = test.collection()
      await copy.createIndex({ x: 1 }, { sparse: true })
      await copy.insertMany(await collection.find().toArray())
      const first = { _id: 1 } as Document
      expect(await copy.updateMany({}, { $set: { seen: true } }, { hint })).toMatchObject({ matchedCount: 3 })
      expect(await copy.updateOne(first, { $set: { a: 1 } }, { hint })).toMatchObject({
        matchedCount: 0,
      })
      expect(await copy.findOneAndUpdate(first, { $set: { a: 1 } }, { hint: hint as Document })).toBeNull()
      expect(await copy.deleteMany({}, { hint })).toMatchObject({ deletedCount: 3 })
      expect(await copy.find().toArray()).toEqual([{ _id: 1 }])
    })

    it('reads what a partial index holds', async () => {
      expect(ids(await collection.find({}, { hint: 'large' }).toArray())).toEqual([2])
      expect(ids(await collection.find({ x: 1 }, { hint: { x: -1 } }).toArray())).toEqual([])
    })

    it.each<[string, Document | string, number]>([
      ['a name', 'none', 2],
      ['a key pattern', { x: 1, y: 1 }, 2],
      ['a hidden index', 'z_1', 2],
      ['the key pattern of two indexes', { y: 1 }, 27],
    ])('refuses %s that it cannot follow', async (_, hint, code) => {
      await expect(collection.find({}, { hint }).toArray()).rejects.toMatchObject({ code })
      await expect(collection.countDocuments({}, { hint })).rejects.toMatchObject({ code })
      await expect(collection.updateMany({}, { $set: { a: 1 } }, { hint })).rejects.toMatchObject({ code })
      await expect(collection.deleteOne({}, { hint })).rejects.toMatchObject({ code })
    })
  })

  it('takes the index that gives the order, even if there is nothing to count', async () => {
    const collection = test.collection()
    await collection.createIndexes([{ key: { user: 1, reel: 1 } }, { key: { user: 1, at: -1 } }])
    const plan = await collection
      .find({ user: 1, at: { $lt: 5 } })
      .sort({ at: -1 })
      .explain('queryPlanner')
    expect(JSON.stringify(plan['queryPlanner'].winningPlan)).toContain('user_1_at_-1')
    await collection.drop()
  })
})

async function found(
  collection: Collection,
  query: Document,
  order: Record<string, 1 | -1> | undefined,
  hint?: Document,
): Promise<Document[]> {
  const cursor = collection.find(query, hint ? { hint } : {})
  return (order ? cursor.sort(order) : cursor).toArray()
}

function allowParallelArrays(error: unknown): void {
  if (!(error instanceof MongoBulkWriteError) || error.code !== 171) throw error
}

function ids(documents: Document[]) {
  return documents.map(each => each['_id']).sort((x, y) => x - y)
}
