import { describe, expect, it } from 'vitest'
import type { Document } from '../values/bson.ts'
import { compileProjection } from './projection.ts'

const doc: Document = {
  _id: 1,
  a: 1,
  b: { c: 2, d: 3 },
  list: [1, 2, 3, 4],
  docs: [{ x: 1, y: 1 }, { x: 2, y: 2 }, 5],
}

const cases: [projection: Document, result: Document, filter?: Document][] = [
  [{}, doc],
  [{ a: 1 }, { _id: 1, a: 1 }],
  [{ a: true, _id: 0 }, { a: 1 }],
  [{ _id: 1 }, { _id: 1 }],
  [{ missing: 1 }, { _id: 1 }],
  [{ 'b.c': 1 }, { _id: 1, b: { c: 2 } }],
  [{ b: { c: 1 } }, { _id: 1, b: { c: 2 } }],
  [{ 'a.x': 1 }, { _id: 1 }],
  [{ 'docs.x': 1 }, { _id: 1, docs: [{ x: 1 }, { x: 2 }] }],
  [
    { a: 0, list: 0, docs: 0 },
    { _id: 1, b: { c: 2, d: 3 } },
  ],
  [{ _id: 0, list: 0, docs: 0, b: 0 }, { a: 1 }],
  [{ _id: 0 }, { a: 1, b: { c: 2, d: 3 }, list: [1, 2, 3, 4], docs: [{ x: 1, y: 1 }, { x: 2, y: 2 }, 5] }],
  [
    { 'docs.x': 0, list: 0, b: 0, a: 0 },
    { _id: 1, docs: [{ y: 1 }, { y: 2 }, 5] },
  ],
  [
    { a: 1, list: { $slice: 2 } },
    { _id: 1, a: 1, list: [1, 2] },
  ],
  [
    { _id: 1, list: { $slice: -1 }, b: 0, docs: 0, a: 0 },
    { _id: 1, list: [4] },
  ],
  [
    { a: 1, list: { $slice: [1, 2] } },
    { _id: 1, a: 1, list: [2, 3] },
  ],
  [
    { a: 1, list: { $slice: [-3, 1] } },
    { _id: 1, a: 1, list: [2] },
  ],
  [{ docs: { $elemMatch: { x: 2 } } }, { _id: 1, docs: [{ x: 2, y: 2 }] }],
  [{ docs: { $elemMatch: { x: 9 } } }, { _id: 1 }],
  [{ list: { $elemMatch: { $gt: 2 } } }, { _id: 1, list: [3] }],
  [{ 'list.$': 1 }, { _id: 1, list: [3] }, { list: { $gte: 3 } }],
  [{ 'docs.$': 1 }, { _id: 1, docs: [{ x: 2, y: 2 }] }, { 'docs.x': 2 }],
  [{ 'docs.x.$': 1 }, { _id: 1, docs: [{ x: 2 }] }, { list: 2 }],
  [{ 'missing.$': 1 }, { _id: 1 }, { a: 1 }],
  [{ 'b.c.$': 1 }, { _id: 1, b: { c: 2 } }, { list: 2 }],
  [{ sum: { $add: ['$a', '$b.c'] } }, { _id: 1, sum: 3 }],
  [
    { a: '$b.d', 'n.m': '$a' },
    { _id: 1, a: 3, n: { m: 1 } },
  ],
  [{ a: 'text' }, { _id: 1, a: 'text' }],
  [
    { _id: '$a', b: 1 },
    { b: { c: 2, d: 3 }, _id: 1 },
  ],
]

describe('a projection', () => {
  it.each(cases)('by %o gives %o', (projection, result, filter) => {
    expect(compileProjection(projection, filter)(doc)).toEqual(result)
  })

  it('keeps the order of the document, computed fields at the end', () => {
    expect(Object.keys(compileProjection({ z: '$a', b: 1, a: 1 })(doc))).toEqual(['_id', 'a', 'b', 'z'])
  })

  it.each<[Document, Document]>([
    [{ 'refs.$id': 1 }, { refs: [{ $id: 1 }, { $id: 2 }] }],
    [{ refs: { $elemMatch: { $id: 2 } } }, { refs: [{ $ref: 'x', $id: 2 }] }],
    [{ ids: '$refs.$id' }, { ids: [1, 2] }],
  ])('reads the fields of references: %o', (projection, projected) => {
    const references = {
      refs: [
        { $ref: 'x', $id: 1 },
        { $ref: 'x', $id: 2 },
      ],
    }
    expect(compileProjection(projection)(references)).toEqual(projected)
  })

  it.each<[Document, number]>([
    [{ a: 1, b: 0 }, 31254],
    [{ a: 0, b: 1 }, 31253],
    [{ a: 0, b: '$c' }, 31310],
    [{ a: 1, 'a.b': 1 }, 31249],
    [{ 'a.b': 1, a: 1 }, 31250],
    [{ 'a..b': 1 }, 15998],
    [{ $a: 1 }, 16410],
    [{ 'a.$b': 1 }, 16410],
    [{ a: '$b.$c' }, 16410],
    [{ a: { $foo: 1 } }, 168],
    [{ 'a.b': { $elemMatch: {} } }, 31275],
    [{ a: {} }, 51270],
    [{ 'a.$': 1, 'b.$': 1 }, 31276],
    [{ 'a.$': { $slice: 1 } }, 31271],
    [{ 'a.$': 1, b: 0 }, 31254],
    [{ 'a.b': 1, a: { b: { c: 1 } } }, 31249],
  ])('%o fails with code %i', (projection, code) => {
    expect(() => compileProjection(projection)).toThrow(expect.objectContaining({ code }))
  })

  it('needs a match for the positional operator', () => {
    const project = compileProjection({ 'list.$': 1 }, { a: 1 })
    expect(() => project(doc)).toThrow(expect.objectContaining({ code: 51246 }))
  })
})
