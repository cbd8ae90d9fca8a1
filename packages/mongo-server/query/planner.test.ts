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

const ids = (documents: Document[]) => documents.map(each => each['_id']).sort((x, y) => x - y)

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

  it('takes the index that gives the order, also where there is nothing to count', async () => {
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
