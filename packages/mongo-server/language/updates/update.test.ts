import { Decimal128, Double, Long, ObjectId, Timestamp } from 'bson'
import { describe, expect, it } from 'vitest'
import { type Document, encode } from '../values/bson.ts'
import { applyUpdate, isReplacement, type UpdateOptions, upsertSeed, validateUpdate } from './update.ts'

const now = new Date('2024-05-06T07:08:09.010Z')

const changes: [update: Document, doc: Document, result: Document, options?: UpdateOptions][] = [
  [{ $set: { a: 1 } }, {}, { a: 1 }],
  [{ $set: { 'a.b.c': 1 } }, {}, { a: { b: { c: 1 } } }],
  [{ $set: { 'a.b': 1 } }, { a: { c: 2 } }, { a: { c: 2, b: 1 } }],
  [{ $set: { 'a.1': 9 } }, { a: [1, 2, 3] }, { a: [1, 9, 3] }],
  [{ $set: { 'a.3': 9 } }, { a: [1] }, { a: [1, null, null, 9] }],
  [{ $set: { 'a.0.b': 9 } }, { a: [] }, { a: [{ b: 9 }] }],
  [{ $set: { 'a.0': 9 } }, {}, { a: { 0: 9 } }],
  [{ $set: { b: 1, a: 2, c: { z: 1, y: 2 } } }, {}, { a: 2, b: 1, c: { z: 1, y: 2 } }],
  [{ $set: {} }, { a: 1 }, { a: 1 }],
  [{ $unset: { a: '', x: 1 } }, { a: 1, b: 2 }, { b: 2 }],
  [{ $unset: { 'a.b': 1 } }, { a: { b: 1 } }, { a: {} }],
  [{ $unset: { 'a.b': 1 } }, { a: 5 }, { a: 5 }],
  [{ $unset: { 'a.1': 1 } }, { a: [1, 2, 3] }, { a: [1, null, 3] }],
  // Names that start with `$`, at the top of new documents only
  [{ $set: { 'a.$each': 42 } }, { a: { b: 1 } }, { a: { b: 1, $each: 42 } }],
  [{ $set: { a: { $b: { $c: 1 } } } }, {}, { a: { $b: { $c: 1 } } }],
  [{ $inc: { 'a.0.$n': 1 } }, { a: [{ $n: 1 }] }, { a: [{ $n: 2 }] }],
  [{ $push: { a: { $b: 1 } } }, {}, { a: [{ $b: 1 }] }],
  [{ $rename: { a: 'b.$c' } }, { a: 1 }, { b: { $c: 1 } }],
  [{ $set: { '$a.b': 2 } }, { $a: { b: 1 } }, { $a: { b: 2 } }],
  [{ $unset: { $a: 1 } }, { $a: 1, b: 2 }, { b: 2 }],
  [{ $set: { $key: 1, b: 2 } }, {}, { $key: 1, b: 2 }, { insert: true }],
  [{ b: 1, $key: 2 }, {}, { b: 1, $key: 2 }, { insert: true }],
  [{ b: { $key: 2 } }, { a: 1 }, { b: { $key: 2 } }],
  [{ $setOnInsert: { a: 1 } }, { b: 1 }, { b: 1 }],
  [{ $setOnInsert: { a: 1 } }, { b: 1 }, { b: 1, a: 1 }, { insert: true }],
  [{ $set: { b: 1 }, $setOnInsert: { _id: 7 } }, {}, { _id: 7, b: 1 }, { insert: true }],
  // Numbers keep or widen their type
  [{ $inc: { a: 1 } }, {}, { a: 1 }],
  [{ $inc: { a: 1 } }, { a: 41 }, { a: 42 }],
  [{ $inc: { a: 1 } }, { a: 2147483647 }, { a: long(2147483648) }],
  [{ $inc: { a: 0.5 } }, { a: 1 }, { a: 1.5 }],
  [{ $inc: { a: 0.5 } }, { a: 1.5 }, { a: new Double(2) }],
  [{ $inc: { a: 1 } }, { a: new Double(1) }, { a: new Double(2) }],
  [{ $inc: { a: long(1) } }, { a: 1 }, { a: long(2) }],
  [{ $inc: { a: -1 } }, { a: long(5) }, { a: long(4) }],
  [{ $inc: { a: Decimal128.fromString('0.1') } }, { a: 1 }, { a: Decimal128.fromString('1.1') }],
  [{ $mul: { a: 3 } }, { a: 2 }, { a: 6 }],
  [{ $mul: { a: 65536 } }, { a: 65536 }, { a: long('4294967296') }],
  [{ $mul: { a: new Double(2) } }, {}, { a: new Double(0) }],
  [{ $mul: { a: 2 } }, {}, { a: 0 }],
  [{ $min: { a: 5, b: 1 } }, { a: 3 }, { a: 3, b: 1 }],
  [{ $max: { a: 5 } }, { a: 3 }, { a: 5 }],
  [{ $max: { a: 'x' } }, { a: 3 }, { a: 'x' }],
  [{ $bit: { a: { and: 10 }, b: { or: 5 }, c: { xor: 6 } } }, { a: 13, b: 3, c: 3 }, { a: 8, b: 7, c: 5 }],
  [{ $bit: { a: { or: 3 } } }, {}, { a: 3 }],
  [{ $currentDate: { a: true, b: { $type: 'date' } } }, {}, { a: now, b: now }],
  [{ $currentDate: { a: { $type: 'timestamp' } } }, {}, { a: new Timestamp({ t: 1714979289, i: 1 }) }],
  [{ $rename: { a: 'b' } }, { a: 1, c: 2 }, { c: 2, b: 1 }],
  [{ $rename: { a: 'b.c' } }, { a: 1, b: { d: 1 } }, { b: { d: 1, c: 1 } }],
  [{ $rename: { x: 'b' } }, { a: 1 }, { a: 1 }],
  [{ $rename: { a: 'b' } }, { a: 1, b: 2 }, { b: 1 }],
  // Arrays
  [{ $push: { a: 1 } }, {}, { a: [1] }],
  [{ $push: { a: [1] } }, { a: [0] }, { a: [0, [1]] }],
  [{ $push: { a: { $each: [1, 2] } } }, { a: [0] }, { a: [0, 1, 2] }],
  [{ $push: { a: { $each: [8], $position: 0 } } }, { a: [1, 2] }, { a: [8, 1, 2] }],
  [{ $push: { a: { $each: [8], $position: -1 } } }, { a: [1, 2] }, { a: [1, 8, 2] }],
  [{ $push: { a: { $each: [3, 1], $sort: 1, $slice: -2 } } }, { a: [2] }, { a: [2, 3] }],
  [{ $push: { a: { $each: [], $slice: 1 } } }, { a: [2, 3] }, { a: [2] }],
  [
    { $push: { a: { $each: [{ s: 5 }], $sort: { s: -1 }, $slice: 2 } } },
    { a: [{ s: 1 }, { s: 9 }] },
    { a: [{ s: 9 }, { s: 5 }] },
  ],
  [{ $addToSet: { a: 1 } }, { a: [new Double(1)] }, { a: [new Double(1)] }],
  [
    { $addToSet: { a: { b: 1, c: 2 } } },
    { a: [{ c: 2, b: 1 }] },
    {
      a: [
        { c: 2, b: 1 },
        { b: 1, c: 2 },
      ],
    },
  ],
  [{ $addToSet: { a: { $each: [1, 2, 2] } } }, { a: [1] }, { a: [1, 2] }],
  [{ $addToSet: { a: { $each: [] } } }, {}, { a: [] }],
  [{ $pull: { a: 1 } }, { a: [1, 2, 1] }, { a: [2] }],
  [{ $pull: { a: { $gte: 2 } } }, { a: [1, 2, 3] }, { a: [1] }],
  [{ $pull: { a: { b: 1 } } }, { a: [{ b: 1, c: 1 }, { b: 2 }] }, { a: [{ b: 2 }] }],
  [{ $pull: { a: { b: { $in: [1] }, c: 1 } } }, { a: [{ b: 1 }, { b: 1, c: 1 }] }, { a: [{ b: 1 }] }],
  [{ $pull: { a: /^x/ } }, { a: ['xy', 'y'] }, { a: ['y'] }],
  [{ $pull: { a: [1] } }, { a: [[1], 1] }, { a: [1] }],
  [{ $pull: { a: 1 } }, {}, {}],
  [{ $pull: { a: { $or: [{ b: 1 }, { b: 2 }] } } }, { a: [{ b: 1 }, { b: 3 }, 1] }, { a: [{ b: 3 }, 1] }],
  [{ $pull: { a: { $and: [{ b: 1 }, { c: 1 }] } } }, { a: [{ b: 1 }, { b: 1, c: 1 }] }, { a: [{ b: 1 }] }],
  [{ $pull: { a: { $nor: [{ b: 1 }] } } }, { a: [{ b: 1 }, { b: 2 }, 3] }, { a: [{ b: 1 }, 3] }],
  [
    { $pull: { a: { b: 1, $or: [{ c: 1 }, { c: 2 }] } } },
    { a: [{ b: 1, c: 2 }, { b: 1 }] },
    { a: [{ b: 1 }] },
  ],
  [{ $pull: { a: {} } }, { a: [{ b: 1 }, 2] }, { a: [2] }],
  [{ $pull: { a: { $elemMatch: { b: 1 } } } }, { a: [[{ b: 1 }], { b: 1 }] }, { a: [{ b: 1 }] }],
  [{ $pull: { a: { list: { $elemMatch: { b: 1 } } } } }, { a: [{ list: [{ b: 1 }] }, {}] }, { a: [{}] }],
  [
    { $pull: { a: { $id: 1 } } },
    {
      a: [
        { $ref: 'x', $id: 1 },
        { $ref: 'x', $id: 2 },
      ],
    },
    { a: [{ $ref: 'x', $id: 2 }] },
  ],
  [{ $pull: { a: { $ref: 'x', $id: 1 } } }, { a: [{ $ref: 'x', $id: 1, $db: 'd' }] }, { a: [] }],
  [{ $pullAll: { a: [1, { b: 1 }] } }, { a: [1, 2, { b: 1 }] }, { a: [2] }],
  [{ $pop: { a: 1 } }, { a: [1, 2] }, { a: [1] }],
  [{ $pop: { a: -1 } }, { a: [1, 2] }, { a: [2] }],
  // Positions
  [{ $set: { 'a.$': 9 } }, { a: [1, 2, 3] }, { a: [1, 9, 3] }, { filter: { a: 2 } }],
  [
    { $inc: { 'a.$.n': 1 } },
    {
      a: [
        { k: 1, n: 1 },
        { k: 2, n: 1 },
      ],
    },
    {
      a: [
        { k: 1, n: 1 },
        { k: 2, n: 2 },
      ],
    },
    { filter: { 'a.k': 2 } },
  ],
  [{ $inc: { 'a.$[]': 1 } }, { a: [1, 2] }, { a: [2, 3] }],
  [{ $inc: { 'a.$[].b.$[]': 1 } }, { a: [{ b: [1] }, { b: [2] }] }, { a: [{ b: [2] }, { b: [3] }] }],
  [
    { $set: { 'a.$[x].d': 1 } },
    { a: [{ b: 1 }, { b: 2 }] },
    { a: [{ b: 1 }, { b: 2, d: 1 }] },
    { arrayFilters: [{ 'x.b': { $gt: 1 } }] },
  ],
  [{ $unset: { 'a.$[]': 1 } }, { a: [1, 2] }, { a: [null, null] }],
]

describe('modifiers', () => {
  it.each(changes)('%o on %o give %o', (update, doc, result, options = {}) => {
    const before = encode(doc)
    const changed = applyUpdate(doc, update, { ...options, now })
    expect(changed).toEqual(result)
    expect(Object.keys(changed)).toEqual(Object.keys(result))
    expect(Buffer.compare(encode(doc), before)).toBe(0)
  })

  it.each<[update: Document, code: number, doc?: Document, options?: UpdateOptions]>([
    [{ $foo: { a: 1 } }, 9],
    [{ $set: 1 }, 9],
    [{ $set: { '': 1 } }, 56],
    [{ $set: { 'a.': 1 } }, 56],
    [{ $set: { $a: 1 } }, 52],
    [{ $set: { '$a.b': 1 } }, 52],
    [{ $inc: { $a: 1 } }, 52],
    [{ $rename: { a: '$b' } }, 52, { a: 1 }],
    [{ $set: { $id: 1 } }, 55],
    [{ $set: { $db: 1 } }, 55],
    [{ $set: { a: 1 }, $inc: { a: 1 } }, 40],
    [{ $set: { 'a.b': 1, a: 1 } }, 40],
    [{ $set: { a: 1, 'a.b': 1 } }, 40],
    [{ $rename: { a: 'b' }, $set: { b: 1 } }, 40],
    [{ $set: { _id: 2 } }, 66, { _id: 1 }],
    [{ $unset: { _id: 1 } }, 66, { _id: 1 }],
    [{ $inc: { _id: 1 } }, 66, { _id: 1 }],
    [{ $set: { 'a.b': 1 } }, 28, { a: 5 }],
    [{ $set: { 'a.b': 1 } }, 28, { a: null }],
    [{ $set: { 'a.b': 1 } }, 28, { a: [1] }],
    [{ $inc: { a: 'x' } }, 14],
    [{ $inc: { a: 1 } }, 14, { a: 'x' }],
    [{ $inc: { a: 1 } }, 2, { a: Long.MAX_VALUE }],
    [{ $push: { a: 1 } }, 2, { a: 1 }],
    [{ $push: { a: { $each: 1 } } }, 2],
    [{ $push: { a: { $each: [], $foo: 1 } } }, 2],
    [{ $addToSet: { a: 1 } }, 2, { a: {} }],
    [{ $pull: { a: 1 } }, 2, { a: 1 }],
    [{ $pull: { a: { $not: { $gt: 1 } } } }, 2],
    [{ $pull: { a: { $expr: { $eq: [1, 1] } } } }, 224],
    [{ $pull: { a: { b: { $elemMatch: { $or: [{ $expr: true }] } } } } }, 224],
    [{ $pull: { a: { $or: [] } } }, 2],
    [{ $pullAll: { a: 1 } }, 2],
    [{ $pop: { a: 2 } }, 9],
    [{ $pop: { a: 1 } }, 14, { a: 'x' }],
    [{ $rename: { a: 'a' } }, 2],
    [{ $rename: { a: 1 } }, 2],
    [{ $rename: { 'a.b': 'c' } }, 2, { a: [{ b: 1 }] }],
    [{ $currentDate: { a: 1 } }, 2],
    [{ $bit: { a: { and: 1.5 } } }, 2],
    [{ $set: { 'a.$': 1 } }, 2, { a: [1] }, { filter: {} }],
    [{ $set: { 'a.$[x]': 1 } }, 2, { a: [1] }],
    [{ $set: { 'a.$[]': 1 } }, 2, { a: 1 }],
    [{ $set: { 'a.$[]': 1 } }, 2, {}],
    [{ $set: { b: 1 } }, 9, {}, { arrayFilters: [{ x: 1 }] }],
    [{ $set: { 'a.$[x]': 1 } }, 9, { a: [1] }, { arrayFilters: [{ x: 1 }, { x: 2 }] }],
    [{ $set: { 'a.$[x]': 1 } }, 9, { a: [1] }, { arrayFilters: [{ x: 1, y: 2 }] }],
    [{ $set: { 'a.$[X]': 1 } }, 2, { a: [1] }, { arrayFilters: [{ X: 1 }] }],
  ])('%o fail with code %i on %o', (update, code, doc = {}, options = {}) => {
    expect(() => applyUpdate(doc, update, options)).toThrow(expect.objectContaining({ code }))
  })
})

it('refuse unused array filters with the message of MongoDB', () => {
  const update = { $set: { 'a.$[i]': new Double(5) } }
  expect(() => validateUpdate(update, { arrayFilters: [{ i: 0 }, { j: 0 }] })).toThrow(
    "The array filter for identifier 'j' was not used in the update { $set: { a.$[i]: 5.0 } }",
  )
})

describe('a replacement', () => {
  it('keeps the _id, in the first place', () => {
    const result = applyUpdate({ _id: 1, a: 1 }, { b: 2, _id: new Double(1) })
    expect(Object.entries(result)).toEqual([
      ['_id', 1],
      ['b', 2],
    ])
  })

  it('cannot change the _id', () => {
    expect(() => applyUpdate({ _id: 1 }, { _id: 2 })).toThrow(expect.objectContaining({ code: 66 }))
  })

  it('is recognised by its first field, and cannot be used for many documents', () => {
    expect([
      isReplacement({ a: 1 }),
      isReplacement({}),
      isReplacement({ $set: {} }),
      isReplacement([]),
    ]).toEqual([true, true, false, false])
    expect(() => validateUpdate({ a: 1 }, { multi: true })).toThrow(expect.objectContaining({ code: 9 }))
    expect(() => applyUpdate({ _id: 1 }, { a: 1, $set: {} })).toThrow(expect.objectContaining({ code: 52 }))
  })
})

describe('a pipeline update', () => {
  it('computes fields from the document', () => {
    const pipeline = [{ $set: { total: { $add: ['$a', '$b'] }, at: '$$NOW' } }, { $unset: ['a', 'b'] }]
    expect(applyUpdate({ _id: 1, a: 1, b: 2 }, pipeline, { now })).toEqual({ _id: 1, total: 3, at: now })
  })

  it('keeps the _id through $replaceWith', () => {
    expect(applyUpdate({ _id: 1, a: { b: 1 } }, [{ $replaceWith: '$a' }])).toEqual({ _id: 1, b: 1 })
    expect(() => applyUpdate({ _id: 1 }, [{ $set: { _id: 2 } }])).toThrow(
      expect.objectContaining({ code: 66 }),
    )
  })

  it('has only stages that keep one document', () => {
    expect(() => validateUpdate([{ $match: {} }])).toThrow(expect.objectContaining({ code: 72 }))
    expect(() => validateUpdate([{ $set: {} }], { arrayFilters: [{ x: 1 }] })).toThrow(
      expect.objectContaining({ code: 9 }),
    )
  })
})

describe('the seed of an upsert', () => {
  const id = new ObjectId()
  it.each<[Document, Document]>([
    [
      { a: 1, b: { $eq: 2 } },
      { a: 1, b: 2 },
    ],
    [{ 'a.b': 1, 'a.c': 2 }, { a: { b: 1, c: 2 } }],
    [{ a: { $gt: 1 }, b: { $in: [1, 2] }, c: /x/ }, {}],
    [
      { a: { $in: [1] }, b: { $all: [2] } },
      { a: 1, b: 2 },
    ],
    [{ $and: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 }],
    [{ $or: [{ a: 1 }] }, { a: 1 }],
    [{ $or: [{ a: 1 }, { b: 1 }] }, {}],
    [
      { a: 1, _id: id },
      { _id: id, a: 1 },
    ],
  ])('from %o is %o', (filter, seed) => {
    expect(upsertSeed(filter)).toEqual(seed)
    expect(Object.keys(upsertSeed(filter))).toEqual(Object.keys(seed))
  })

  it('cannot have two values for one field', () => {
    for (const filter of [
      { a: 1, $and: [{ a: 2 }] },
      { a: {}, 'a.b': 1 },
      { 'a.b': 1, a: {} },
      { a: { $all: [1, 2] } },
    ]) {
      expect(() => upsertSeed(filter)).toThrow(expect.objectContaining({ code: 54 }))
      expect(upsertSeed(filter, { replacement: true })).toEqual({})
    }
    expect(upsertSeed({ _id: 1, a: 2 }, { replacement: true })).toEqual({ _id: 1 })
  })
})

function long(value: number | string) {
  return Long.fromString(String(value))
}
