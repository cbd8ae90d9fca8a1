import { Decimal128, Double, Long, ObjectId } from 'bson'
import { describe, expect, it } from 'vitest'
import { compileFilter } from '../filters/filter.ts'
import type { Document } from '../values/bson.ts'
import { parseCollation } from '../values/collation.ts'
import { runPipeline } from './aggregate.ts'
import type { PipelineContext } from './stage.ts'

const collections: { [name: string]: Document[] } = {
  users: [
    { _id: 1, name: 'Ann', boss: null },
    { _id: 2, name: 'Bob', boss: 1 },
    { _id: 3, name: 'Cid', boss: 2 },
  ],
  tags: [{ _id: 'a', of: [1, 2] }, { _id: 'b', of: 2 }, { _id: 'c' }],
}

const context: PipelineContext = { collection: name => collections[name] ?? [] }

const sales: Document[] = [
  { _id: 1, item: 'a', price: 10, n: 2 },
  { _id: 2, item: 'b', price: 20, n: 1 },
  { _id: 3, item: 'a', price: 5, n: 10 },
  { _id: 4, price: 1, n: null },
]

const cases: [name: string, docs: Document[], stages: Document[], result: Document[]][] = [
  [
    '$match',
    sales,
    [{ $match: { price: { $gt: 5 } } }, { $project: { price: 1 } }],
    [
      { _id: 1, price: 10 },
      { _id: 2, price: 20 },
    ],
  ],
  [
    '$sort, $skip, $limit',
    sales,
    [{ $sort: { price: -1 } }, { $skip: 1 }, { $limit: 2 }, { $project: { _id: 1 } }],
    [{ _id: 1 }, { _id: 3 }],
  ],
  ['$count', sales, [{ $count: 'n' }], [{ n: 4 }]],
  ['$count of nothing', [], [{ $count: 'n' }], []],
  [
    '$addFields',
    [{ a: { b: 1 }, l: [{ x: 1 }] }],
    [{ $addFields: { 'a.c': 2, 'l.y': '$a.b', z: '$$REMOVE' } }],
    [{ a: { b: 1, c: 2 }, l: [{ x: 1, y: 1 }] }],
  ],
  ['$set with $$REMOVE', [{ a: 1, b: 2 }], [{ $set: { a: '$$REMOVE' } }], [{ b: 2 }]],
  ['$unset', [{ a: 1, b: { c: 1, d: 2 } }], [{ $unset: ['a', 'b.c'] }], [{ b: { d: 2 } }]],
  ['$replaceRoot', [{ a: { b: 1 } }], [{ $replaceRoot: { newRoot: '$a' } }], [{ b: 1 }]],
  ['$replaceWith', [{ a: 1 }], [{ $replaceWith: { x: '$a' } }], [{ x: 1 }]],
  [
    '$group',
    sales,
    [
      { $group: { _id: '$item', total: { $sum: { $multiply: ['$price', '$n'] } }, ids: { $push: '$_id' } } },
      { $sort: { _id: 1 } },
    ],
    [
      { _id: null, total: 0, ids: [4] },
      { _id: 'a', total: 70, ids: [1, 3] },
      { _id: 'b', total: 20, ids: [2] },
    ],
  ],
  [
    '$group over everything',
    sales,
    [
      {
        $group: {
          _id: null,
          avg: { $avg: '$n' },
          min: { $min: '$price' },
          max: { $max: '$item' },
          first: { $first: '$item' },
          last: { $last: '$item' },
          n: { $count: {} },
        },
      },
    ],
    [{ _id: null, avg: 13 / 3, min: 1, max: 'b', first: 'a', last: null, n: 4 }],
  ],
  [
    '$group by numbers of different types',
    [{ k: 1 }, { k: new Double(1) }, { k: Long.fromNumber(1) }, { k: Decimal128.fromString('1.0') }],
    [{ $group: { _id: '$k', n: { $sum: 1 } } }],
    [{ _id: 1, n: 4 }],
  ],
  [
    '$group with ordered accumulators',
    sales,
    [
      {
        $group: {
          _id: null,
          top: { $top: { sortBy: { price: -1 }, output: '$_id' } },
          bottom2: { $bottomN: { n: 2, sortBy: { price: -1 }, output: '$_id' } },
          first2: { $firstN: { input: '$item', n: 2 } },
          max2: { $maxN: { input: '$price', n: 2 } },
          set: { $addToSet: '$item' },
          merged: { $mergeObjects: { x: '$_id' } },
          dev: { $stdDevPop: '$missing' },
        },
      },
    ],
    [
      {
        _id: null,
        top: 2,
        bottom2: [3, 4],
        first2: ['a', 'b'],
        max2: [20, 10],
        set: ['a', 'b'],
        merged: { x: 4 },
        dev: null,
      },
    ],
  ],
  ['$sortByCount', sales, [{ $sortByCount: '$item' }, { $limit: 1 }], [{ _id: 'a', count: 2 }]],
  [
    '$bucket',
    sales,
    [
      {
        $bucket: { groupBy: '$price', boundaries: [0, 10, 20], default: 'more', output: { n: { $sum: 1 } } },
      },
    ],
    [
      { _id: 0, n: 2 },
      { _id: 10, n: 1 },
      { _id: 'more', n: 1 },
    ],
  ],
  [
    '$bucketAuto',
    sales,
    [{ $bucketAuto: { groupBy: '$price', buckets: 2 } }],
    [
      { _id: { min: 1, max: 10 }, count: 2 },
      { _id: { min: 10, max: 20 }, count: 2 },
    ],
  ],
  [
    '$unwind',
    [{ _id: 1, a: [1, 2] }, { _id: 2, a: [] }, { _id: 3 }, { _id: 4, a: 'x' }],
    [{ $unwind: '$a' }],
    [
      { _id: 1, a: 1 },
      { _id: 1, a: 2 },
      { _id: 4, a: 'x' },
    ],
  ],
  [
    '$unwind that keeps all',
    [
      { _id: 1, a: ['x'] },
      { _id: 2, a: [] },
      { _id: 3, a: null },
    ],
    [{ $unwind: { path: '$a', includeArrayIndex: 'i', preserveNullAndEmptyArrays: true } }],
    [
      { _id: 1, a: 'x', i: Long.fromNumber(0) },
      { _id: 2, i: null },
      { _id: 3, a: null, i: null },
    ],
  ],
  [
    '$facet',
    sales,
    [
      {
        $facet: {
          n: [{ $count: 'n' }],
          cheap: [{ $match: { price: { $lt: 5 } } }, { $project: { _id: 1 } }],
        },
      },
    ],
    [{ n: [{ n: 4 }], cheap: [{ _id: 4 }] }],
  ],
  [
    '$unionWith',
    [{ _id: 9 }],
    [{ $unionWith: { coll: 'tags', pipeline: [{ $project: { _id: 1 } }] } }, { $skip: 2 }],
    [{ _id: 'b' }, { _id: 'c' }],
  ],
  ['$documents', [], [{ $documents: [{ x: 1 }, { x: { $add: [1, 1] } }] }], [{ x: 1 }, { x: 2 }]],
  [
    '$redact',
    [{ level: 1, open: { level: 1 }, shut: { level: 5 }, list: [{ level: 5 }, { level: 1 }] }],
    [{ $redact: { $cond: [{ $lte: ['$level', 2] }, '$$DESCEND', '$$PRUNE'] } }],
    [{ level: 1, open: { level: 1 }, list: [{ level: 1 }] }],
  ],
  [
    '$lookup by fields',
    [{ _id: 1 }, { _id: 2 }, { _id: null }],
    [
      { $lookup: { from: 'tags', localField: '_id', foreignField: 'of', as: 'tags' } },
      { $project: { _id: 0, ids: '$tags._id' } },
    ],
    [{ ids: ['a'] }, { ids: ['a', 'b'] }, { ids: ['c'] }],
  ],
  [
    '$lookup with an array',
    [{ who: [3, 1] }],
    [
      { $lookup: { from: 'users', localField: 'who', foreignField: '_id', as: 'found' } },
      { $project: { found: '$found.name' } },
    ],
    [{ found: ['Ann', 'Cid'] }],
  ],
  [
    '$lookup with let and a pipeline',
    [{ _id: 7, boss: 1 }],
    [
      {
        $lookup: {
          from: 'users',
          let: { b: '$boss' },
          pipeline: [
            { $match: { $expr: { $and: [{ $eq: ['$boss', '$$b'] }, { $ne: ['$name', 'x'] }] } } },
            { $project: { _id: 0, name: 1 } },
          ],
          as: 'r.team',
        },
      },
    ],
    [{ _id: 7, boss: 1, r: { team: [{ name: 'Bob' }] } }],
  ],
  [
    '$lookup by fields with a pipeline',
    [{ _id: 2 }],
    [
      {
        $lookup: {
          from: 'tags',
          localField: '_id',
          foreignField: 'of',
          as: 't',
          pipeline: [{ $count: 'n' }],
        },
      },
    ],
    [{ _id: 2, t: [{ n: 2 }] }],
  ],
  [
    '$graphLookup',
    [{ _id: 3 }],
    [
      {
        $graphLookup: {
          from: 'users',
          startWith: '$_id',
          connectFromField: 'boss',
          connectToField: '_id',
          as: 'chain',
          depthField: 'd',
          maxDepth: 1,
        },
      },
      { $project: { chain: { _id: 1, d: 1 } } },
    ],
    [
      {
        _id: 3,
        chain: [
          { _id: 3, d: Long.fromNumber(0) },
          { _id: 2, d: Long.fromNumber(1) },
        ],
      },
    ],
  ],
  [
    '$setWindowFields',
    sales,
    [
      {
        $setWindowFields: {
          partitionBy: '$item',
          sortBy: { price: 1 },
          output: {
            running: { $sum: '$price', window: { documents: ['unbounded', 'current'] } },
            near: { $sum: '$n', window: { range: [-6, 0] } },
            rank: { $rank: {} },
            before: { $shift: { output: '$_id', by: -1, default: 'none' } },
          },
        },
      },
      { $match: { item: 'a' } },
      { $project: { running: 1, near: 1, rank: 1, before: 1 } },
    ],
    [
      { _id: 3, running: 5, near: 10, rank: 1, before: 'none' },
      { _id: 1, running: 15, near: 12, rank: 2, before: 3 },
    ],
  ],
]

describe('a pipeline with', () => {
  it.each(cases)('%s gives its documents', (_, docs, stages, result) => {
    expect(run(docs, stages)).toEqual(result)
  })

  it.each<[Document, number]>([
    [{ $foo: 1 }, 40324],
    [{}, 40323],
    [{ $match: {}, $limit: 1 }, 40323],
    [{ $limit: 0 }, 15958],
    [{ $limit: 'x' }, 5107201],
    [{ $group: {} }, 15955],
    [{ $group: { _id: 1, a: { $foo: 1 } } }, 15952],
    [{ $group: { _id: 1, a: 1 } }, 40234],
    [{ $sort: {} }, 15976],
    [{ $project: {} }, 51272],
    [{ $count: '' }, 40156],
    [{ $unwind: 'a' }, 28818],
    [{ $lookup: { from: 'x', localField: 'a', as: 'b' } }, 9],
    [{ $match: { $foo: 1 } }, 2],
    [{ $out: 'x' }, 115],
    [{ $bucket: { groupBy: '$a', boundaries: [2, 1] } }, 40194],
  ])('%o fails at once with code %i', (stage, code) => {
    expect(() => runPipeline([], [stage], context)).toThrow(expect.objectContaining({ code }))
  })

  it('reads no more than it needs', () => {
    let read = 0
    const endless = (function* () {
      for (;;) yield { _id: read++ }
    })()
    expect([...runPipeline(endless, [{ $match: {} }, { $limit: 3 }], context)]).toHaveLength(3)
    expect(read).toBe(3)
  })

  it('asks for joined documents by value if there is an index', () => {
    const asked: unknown[] = []
    const lookup: PipelineContext['lookup'] = (name, field, value) => {
      asked.push([name, field, value])
      return (collections[name] ?? []).filter(compileFilter({ [field]: value }))
    }
    const stages = [{ $lookup: { from: 'users', localField: 'u', foreignField: '_id', as: 'x' } }]
    expect(run([{ u: [1, 2] }, { u: 3 }], stages, { lookup }).map(doc => doc['x'])).toMatchObject([
      [{ name: 'Ann' }, { name: 'Bob' }],
      [{ name: 'Cid' }],
    ])
    expect(asked).toEqual([1, 2, 3].map(value => ['users', '_id', value]))
  })

  it('sees the variables and the collation of the command, and one instant', () => {
    const now = new Date(5)
    const collation = parseCollation({ locale: 'en', strength: 2 })
    expect(
      run([{ a: 'X' }], [{ $match: { a: 'x' } }, { $set: { v: '$$v', t: '$$NOW' } }], {
        variables: { v: 1 },
        collation,
        now,
      }),
    ).toEqual([{ a: 'X', v: 1, t: now }])
    expect(run([{ a: 'X' }, { a: 'x' }], [{ $group: { _id: '$a' } }], { collation })).toEqual([{ _id: 'X' }])
  })

  it('keeps BSON types', () => {
    const id = new ObjectId()
    const docs = [{ _id: id, i: 1, l: Long.fromNumber(2), d: new Double(3), m: Decimal128.fromString('0.5') }]
    expect(
      run(docs, [
        {
          $group: {
            _id: '$_id',
            i: { $sum: '$i' },
            l: { $sum: '$l' },
            d: { $sum: '$d' },
            m: { $sum: '$m' },
            avg: { $avg: '$i' },
          },
        },
      ]),
    ).toEqual([
      {
        _id: id,
        i: 1,
        l: Long.fromNumber(2),
        d: new Double(3),
        m: Decimal128.fromString('0.5'),
        avg: new Double(1),
      },
    ])
  })

  it('takes a sample without repeating documents', () => {
    const docs = Array.from({ length: 20 }, (_, _id) => ({ _id }))
    const taken = run(docs, [{ $sample: { size: 8 } }]).map(doc => doc['_id'])
    expect(new Set(taken).size).toBe(8)
    expect(run(docs, [{ $sample: { size: 99 } }])).toHaveLength(20)
  })
})

function run(docs: Document[], stages: Document[], more: Partial<PipelineContext> = {}) {
  return [...runPipeline(docs, stages, { ...context, ...more })].filter(doc => doc !== undefined)
}
