import { expect, test } from 'vitest'
import type { Document } from '../values/bson.ts'
import { runPipeline } from './aggregate.ts'
import { paced, type Rows } from './rows.ts'

const docs: Document[] = [
  { _id: 1, a: 3, list: [1, 2] },
  { _id: 2, a: 1, list: [3] },
  { _id: 3, a: 2, list: [] },
]

test.each<[Document]>([
  [{ $match: { a: { $gt: 1 } } }],
  [{ $set: { b: '$a' } }],
  [{ $sort: { a: 1 } }],
  [{ $limit: 3 }],
  [{ $skip: 1 }],
  [{ $count: 'n' }],
  [{ $unwind: '$list' }],
  [{ $group: { _id: null, n: { $sum: '$a' } } }],
  [{ $sortByCount: '$a' }],
  [{ $bucket: { groupBy: '$a', boundaries: [0, 2, 4] } }],
  [{ $bucketAuto: { groupBy: '$a', buckets: 2 } }],
  [{ $lookup: { from: 'others', localField: 'a', foreignField: 'a', as: 'found' } }],
  [{ $lookup: { from: 'others', pipeline: [{ $count: 'n' }], as: 'found' } }],
  [
    {
      $graphLookup: {
        from: 'others',
        startWith: '$a',
        connectFromField: 'a',
        connectToField: '_id',
        as: 'x',
      },
    },
  ],
  [{ $facet: { all: [{ $sort: { a: 1 } }], some: [{ $limit: 1 }] } }],
  [{ $unionWith: 'others' }],
  [{ $redact: '$$KEEP' }],
  [{ $sample: { size: 3 } }],
  [{ $setWindowFields: { sortBy: { a: 1 }, output: { sum: { $sum: '$a', window: {} } } } }],
])('%j passes every pause on and gives the same documents', stage => {
  const paused = run(withPauses(), [stage])
  expect(paused.length - paused.filter(isThere).length).toBeGreaterThanOrEqual(docs.length)
  const order = '$sample' in stage ? [{ $sort: { _id: 1 } }] : []
  expect(run(withPauses(), [stage, ...order]).filter(isThere)).toEqual(
    run(docs, [stage, ...order]).filter(isThere),
  )
})

test('long work is divided by pauses', () => {
  const rows = paced(docs)
  expect(rows.next().value).toBe(docs[0])
  const start = performance.now()
  while (performance.now() - start < 10);
  expect(rows.next().value).toBe(undefined)
  expect(rows.next().value).toBe(docs[1])
})

function* withPauses(): Rows {
  for (const doc of docs) {
    yield undefined
    yield doc
  }
}

function run(rows: Rows, stages: Document[]): (Document | undefined)[] {
  return [...runPipeline(rows, stages, { collection: () => docs })]
}

function isThere(doc: Document | undefined): boolean {
  return doc !== undefined
}
