import type { Collection, Document } from 'mongodb'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startTestMongo, type TestMongo } from '../test-mongo.ts'

let test: TestMongo
let reels: Collection<Document>
beforeAll(async () => {
  test = await startTestMongo()
  reels = test.collection()
  await reels.createIndexes([
    { key: { status: 1, at: -1, _id: -1 } },
    { key: { author: 1 } },
    { key: { tags: 1 } },
  ])
  await reels.insertMany(
    Array.from(
      { length: 1000 },
      (_, n): Document => ({
        _id: n,
        status: n % 2 === 0 ? 'ready' : 'draft',
        at: new Date(n * 1000),
        author: n % 10,
        tags: [`t${n % 7}`, `t${n % 5}`],
      }),
    ),
  )
})
afterAll(() => test.stop())

describe('explain', () => {
  it('shows a page read from an index in its order, and nothing examined beyond the page', async () => {
    const page = reels.find({ status: 'ready' }).sort({ at: -1, _id: -1 }).limit(20)
    const explained = await page.explain('executionStats')
    expect(stages(explained['queryPlanner'].winningPlan)).toEqual(['LIMIT', 'FETCH', 'IXSCAN'])
    expect(examined(explained)).toEqual([20, 20, 20])
  })

  it('shows a page behind a key as cheap as the first one', async () => {
    const at = new Date(500_000)
    const filter = { status: 'ready', $or: [{ at: { $lt: at } }, { at, _id: { $lt: 500 } }] } as Document
    const explained = await reels.find(filter).sort({ at: -1, _id: -1 }).limit(20).explain('executionStats')
    expect(stages(explained['queryPlanner'].winningPlan)).toEqual(['LIMIT', 'FETCH', 'IXSCAN'])
    expect(examined(explained)).toEqual([20, 20, 20])
  })

  it('merges the values of $in in the order of the sort', async () => {
    const filter = { status: { $in: ['ready', 'draft'] } }
    const explained = await reels.find(filter).sort({ at: -1, _id: -1 }).limit(5).explain('executionStats')
    expect(explained['queryPlanner'].winningPlan.inputStage.inputStage.stage).toBe('SORT_MERGE')
    const [returned, keys, documents] = examined(explained)
    expect([returned, documents]).toEqual([5, 5])
    expect(keys).toBeLessThanOrEqual(7)
  })

  it('shows that each part of a union is read from an index, and only what it finds', async () => {
    const others = test.collection()
    await others.createIndex({ author: 1 })
    await others.insertMany(Array.from({ length: 100 }, (_, n): Document => ({ _id: n, author: n % 10 })))
    const pipeline = [
      { $match: { author: 3 } },
      { $project: { _id: 1 } },
      {
        $unionWith: {
          coll: others.collectionName,
          pipeline: [{ $match: { author: 3 } }, { $project: { _id: 1 } }],
        },
      },
    ]
    expect(await reels.aggregate(pipeline).toArray()).toHaveLength(110)
    const explained = await reels.aggregate(pipeline).explain('executionStats')
    const union = explained['stages'].at(-1).$unionWith.pipeline
    expect(union).toEqual([{ $cursor: expect.anything() }, { $project: { _id: 1 } }])
    const [{ $cursor: part }] = union
    expect(stages(part.queryPlanner.winningPlan)).toEqual(['FETCH', 'IXSCAN'])
    expect(examined(part)).toEqual([10, 10, 10])
  })

  it('shows a scan of the collection if no index can answer', async () => {
    const explained = await reels.find({ title: 'x' }).explain('executionStats')
    expect(explained['queryPlanner'].winningPlan.stage).toBe('COLLSCAN')
    expect(examined(explained)).toEqual([0, 0, 1000])
  })

  it('shows a sort if no index has its order', async () => {
    const explained = await reels.find({ author: 3 }).sort({ at: 1 }).explain('executionStats')
    expect(stages(explained['queryPlanner'].winningPlan)).toEqual(['SORT', 'FETCH', 'IXSCAN'])
    expect(examined(explained)).toEqual([100, 100, 100])
  })

  it('shows a projection that the index alone answers', async () => {
    const explained = await reels
      .find({ author: 3 }, { projection: { _id: 0, author: 1 } })
      .explain('executionStats')
    expect(stages(explained['queryPlanner'].winningPlan)).toEqual(['PROJECTION_COVERED', 'IXSCAN'])
    expect(examined(explained)).toEqual([100, 100, 0])
    expect(await reels.find({ author: 3 }, { projection: { _id: 0, author: 1 } }).next()).toEqual({
      author: 3,
    })
  })

  it('shows that an index has several entries for a document', async () => {
    const explained = await reels.find({ tags: 't3' }).explain('executionStats')
    expect(explained['queryPlanner'].winningPlan.inputStage).toMatchObject({
      stage: 'IXSCAN',
      indexName: 'tags_1',
      keyPattern: { tags: 1 },
      isMultiKey: true,
    })
  })

  it('shows counts that read no document', async () => {
    const db = test.client.db('test')
    const count = { count: reels.collectionName, query: { author: 3 } }
    const explained = await db.command({ explain: count, verbosity: 'executionStats' })
    expect(stages(explained['queryPlanner'].winningPlan)).toEqual(['COUNT', 'COUNT_SCAN'])
    expect(explained['executionStats']).toMatchObject({ totalKeysExamined: 100, totalDocsExamined: 0 })
  })

  it('shows the query of an aggregation, and the stages that follow it', async () => {
    const pipeline = [{ $match: { status: 'ready' } }, { $sort: { at: -1, _id: -1 } }, { $limit: 3 }]
    const whole = await reels.aggregate(pipeline).explain('executionStats')
    expect(examined(whole)).toEqual([3, 3, 3])
    const grouped = await reels
      .aggregate([...pipeline, { $group: { _id: '$author' } }])
      .explain('executionStats')
    expect(grouped['stages'][1]).toEqual({ $group: { _id: '$author' } })
    expect(examined(grouped['stages'][0]['$cursor'])).toEqual([3, 3, 3])
  })

  it('explains writes without writing', async () => {
    const db = test.client.db('test')
    const name = reels.collectionName
    const writes: [Document, string][] = [
      [{ update: name, updates: [{ q: { author: 3 }, u: { $set: { x: 1 } }, multi: true }] }, 'UPDATE'],
      [{ delete: name, deletes: [{ q: { author: 3 }, limit: 0 }] }, 'DELETE'],
      [{ findAndModify: name, query: { author: 3 }, remove: true }, 'DELETE'],
    ]
    for (const [write, stage] of writes) {
      const explained = await db.command({ explain: write, verbosity: 'executionStats' })
      const [outermost, ...rest] = stages(explained['queryPlanner'].winningPlan)
      expect([outermost, rest.at(-1)]).toEqual([stage, 'IXSCAN'])
    }
    expect(await reels.countDocuments({ author: 3, x: { $exists: false } })).toBe(100)
  })

  it('obeys a hint, and refuses one that names no index', async () => {
    const hinted = await reels.find({ author: 3 }).hint({ tags: 1 }).explain('queryPlanner')
    expect(hinted['queryPlanner'].winningPlan.inputStage.indexName).toBe('tags_1')
    await expect(reels.find({ author: 3 }).hint('absent').toArray()).rejects.toMatchObject({ code: 2 })
  })
})

function stages(plan: Document | undefined): string[] {
  return plan ? [plan['stage'], ...stages(plan['inputStage'])] : []
}

function examined(explained: Document) {
  const { nReturned, totalKeysExamined, totalDocsExamined } = explained['executionStats']
  return [nReturned, totalKeysExamined, totalDocsExamined]
}
