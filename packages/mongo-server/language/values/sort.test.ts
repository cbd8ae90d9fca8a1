import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { describe, expect, it } from 'vitest'
import type { Document } from './bson.ts'
import { parseCollation } from './collation.ts'
import { compare } from './compare.ts'
import { distinctValues } from './distinct.ts'
import { compileSort } from './sort.ts'

describe('the order of values', () => {
  const inOrder: unknown[] = [
    new MinKey(),
    undefined,
    null,
    Number.NaN,
    -Infinity,
    Decimal128.fromString('-1E400'),
    -1.5,
    0,
    Decimal128.fromString('0.1'),
    0.1,
    new Double(1),
    9007199254740992,
    Long.fromString('9007199254740993'),
    Infinity,
    '',
    'B',
    'a',
    'a\u0000',
    'ab',
    '\uffff',
    '\u{1f600}',
    {},
    { a: 1 },
    { a: 2 },
    { b: 0 },
    { b: 0, c: 1 },
    { a: 'x' },
    [],
    [1],
    [1, 2],
    [2],
    new Binary(Buffer.from([9])),
    new Binary(Buffer.from([0, 0])),
    new Binary(Buffer.from([0, 0]), 5),
    new ObjectId('000000000000000000000001'),
    new ObjectId('0000000000000000000000ff'),
    false,
    true,
    new Date(-1),
    new Date(1),
    new Timestamp({ t: 1, i: 9 }),
    new Timestamp({ t: 0xffffffff, i: 0 }),
    new BSONRegExp('a', 'i'),
    new BSONRegExp('b', ''),
    new MaxKey(),
  ]

  it('is MongoDB’s for every pair', () => {
    for (const [i, a] of inOrder.entries()) {
      for (const [j, b] of inOrder.entries()) expect([i, j, compare(a, b)]).toEqual([i, j, Math.sign(i - j)])
    }
  })

  it.each([
    [0, -0],
    [1, Decimal128.fromString('1.00')],
    [Long.fromNumber(5), 5],
    [0.5, Decimal128.fromString('0.5')],
    [new Binary(Buffer.from('x')), Buffer.from('x')],
  ])('holds %o and %o equal', (a, b) => {
    expect(compare(a, b)).toBe(0)
  })
})

describe('a sort', () => {
  const sorted = (docs: Document[], spec: Document, collation?: Document) =>
    docs.toSorted(compileSort(spec, parseCollation(collation))).map(doc => doc['_id'])

  it('uses several fields, in both directions, in subdocuments', () => {
    const docs = [
      { _id: 1, a: { b: 1 }, c: 1 },
      { _id: 2, a: { b: 1 }, c: 2 },
      { _id: 3, a: { b: 0 }, c: 3 },
    ]
    expect(sorted(docs, { 'a.b': 1, c: -1 })).toEqual([3, 2, 1])
    expect(sorted(docs, { 'a.b': -1, c: 1 })).toEqual([1, 2, 3])
  })

  it('takes the lowest item of an array when ascending, the highest when descending', () => {
    const docs = [
      { _id: 1, a: [5, 1] },
      { _id: 2, a: 2 },
      { _id: 3, a: [] },
      { _id: 4 },
      { _id: 5, a: [{ b: 9 }] },
    ]
    expect(sorted(docs, { a: 1 })).toEqual([3, 4, 1, 2, 5])
    expect(sorted(docs, { a: -1 })).toEqual([5, 1, 2, 4, 3])
    const nested = [
      { _id: 1, a: [{ b: 3 }, { b: 7 }] },
      { _id: 2, a: [{ b: 5 }] },
    ]
    expect(sorted(nested, { 'a.b': 1 })).toEqual([1, 2])
    expect(sorted(nested, { 'a.b': -1 })).toEqual([1, 2])
  })

  it('keeps the order of what is equal', () => {
    const docs = Array.from({ length: 50 }, (_, _id) => ({ _id, a: _id % 2 }))
    expect(sorted(docs, { a: 1 }).slice(0, 3)).toEqual([0, 2, 4])
  })

  it('follows the collation', () => {
    const docs = ['b', 'A', 'a', 'á', 'B', '_', '10', '9'].map(_id => ({ _id }))
    expect(sorted(docs, { _id: 1 }, { locale: 'en' })).toEqual(['_', '10', '9', 'a', 'A', 'á', 'b', 'B'])
    expect(sorted(docs, { _id: 1 }, { locale: 'en', strength: 1 })).toEqual([
      '_',
      '10',
      '9',
      'A',
      'a',
      'á',
      'b',
      'B',
    ])
    expect(sorted(docs, { _id: 1 }, { locale: 'en', numericOrdering: true }).slice(1, 3)).toEqual(['9', '10'])
    expect(sorted(docs, { _id: 1 }, { locale: 'en', caseFirst: 'upper' }).slice(3, 5)).toEqual(['A', 'a'])
    expect(sorted(docs, { _id: 1 }, { locale: 'simple' })).toEqual(['10', '9', 'A', 'B', '_', 'a', 'b', 'á'])
  })

  it.each<[Document, number]>([
    [{ a: 2 }, 15975],
    [{ a: 'x' }, 15975],
    [{ a: { $meta: 'textScore' } }, 2],
    [{ $a: 1 }, 16410],
  ])('%o is refused with code %i', (spec, code) => {
    expect(() => compileSort(spec)).toThrow(expect.objectContaining({ code }))
  })

  it.each<[Document, number]>([
    [{ locale: 'sv' }, 2],
    [{ locale: 'en', strength: 4 }, 2],
    [{ locale: 'en', strength: 9 }, 2],
    [{ locale: 'en', alternate: 'shifted' }, 2],
    [{ locale: 'en', foo: 1 }, 40415],
    [{ strength: 1 }, 40414],
  ])('of the collation %o is refused with code %i', (collation, code) => {
    expect(() => parseCollation(collation)).toThrow(expect.objectContaining({ code }))
  })
})

describe('distinct', () => {
  it('counts the items of arrays, equal values once, and nothing for missing fields', () => {
    const docs = [{ a: 1 }, { a: [1, 2, [3]] }, { a: new Double(2) }, {}, { a: null }, { a: [] }]
    expect(distinctValues(docs, 'a')).toEqual([1, 2, [3], null])
    expect(distinctValues([{ a: [{ b: 1 }, { b: [2, 1] }] }], 'a.b')).toEqual([1, 2])
    const insensitive = parseCollation({ locale: 'en', strength: 2 })
    expect(distinctValues([{ a: 'X' }, { a: 'x' }], 'a', insensitive)).toEqual(['X'])
  })
})
