import { Decimal128, Double, Long, ObjectId } from 'bson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { compileFilter } from '../filters/filter.ts'
import { numbers, strings, values } from './arbitrary-values.ts'
import { type Collation, parseCollation } from './collation.ts'
import { compare } from './compare.ts'
import { indexEntries, indexKeys } from './index-keys.ts'
import { hashKey } from './key-bytes.ts'
import { bracketBounds, encodeKey, encodePrefix, successor } from './keys.ts'
import { toNumber } from './numbers.ts'
import { isNumeric } from './types.ts'

const seeded = { seed: 20250101, numRuns: 2000 }
const collations: (Collation | undefined)[] = [
  undefined,
  parseCollation({ locale: 'en', strength: 1 }),
  parseCollation({ locale: 'en', strength: 2 }),
  parseCollation({ locale: 'en', strength: 3, numericOrdering: true }),
]

describe('index keys', () => {
  it.each(collations)('sort as the values do (%o)', collation => {
    fc.assert(
      fc.property(values, values, (a, b) => {
        const expected = compare(a, b, collation)
        expect(order(encodeKey([a], [1], collation), encodeKey([b], [1], collation))).toBe(expected)
        expect(order(encodeKey([a], [-1], collation), encodeKey([b], [-1], collation)) + expected).toBe(0)
        expect(hashKey(a, collation) === hashKey(b, collation)).toBe(expected === 0)
      }),
      seeded,
    )
  })

  it('sort numbers of different types by exact value', () => {
    fc.assert(
      fc.property(numbers, numbers, (a, b) => {
        expect(order(encodeKey([a], [1]), encodeKey([b], [1]))).toBe(compare(a, b))
      }),
      { ...seeded, numRuns: 5000 },
    )
  })

  it('sort compound keys field by field, in any directions', () => {
    const pair = fc.tuple(strings, values)
    fc.assert(
      fc.property(
        pair,
        pair,
        fc.constantFrom<1 | -1>(1, -1),
        fc.constantFrom<1 | -1>(1, -1),
        (a, b, first, second) => {
          const expected = first * compare(a[0], b[0]) || second * compare(a[1], b[1])
          expect(order(encodeKey(a, [first, second]), encodeKey(b, [first, second])) - expected).toBe(0)
        },
      ),
      seeded,
    )
  })

  it('start with the bytes of their first fields and lie below the successor of these', () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom<1 | -1>(1, -1), (a, b, direction) => {
        const key = encodeKey([a, b], [direction, 1])
        const prefix = encodePrefix([a], [direction])
        expect(order(key.subarray(0, prefix.length), prefix)).toBe(0)
        const end = successor(prefix)
        if (end !== null) expect(order(key, end)).toBe(-1)
      }),
      seeded,
    )
  })

  it('lie within the bounds of their type bracket', () => {
    fc.assert(
      fc.property(values, values, fc.constantFrom<1 | -1>(1, -1), (a, b, direction) => {
        const { lower, upper } = bracketBounds(a, direction)
        const key = encodeKey([b], [direction])
        const inside = order(lower, key) <= 0 && order(key, upper) < 0
        const own = bracketBounds(b, direction)
        expect(inside).toBe(order(own.lower, lower) === 0)
      }),
      seeded,
    )
  })

  it('separate the ranges of a filter as the filter does', () => {
    const scalars = values.filter(value => !Array.isArray(value) && value !== null && !isNaNumber(value))
    fc.assert(
      fc.property(scalars, scalars, (bound, value) => {
        fc.pre(![0x08, 0x68, 0xf0].includes(bracketBounds(bound).lower[0] ?? 0))
        const key = encodeKey([value], [1])
        const from = encodePrefix([bound], [1])
        const { lower, upper } = bracketBounds(bound)
        const above = order(key, from) > 0 && order(key, upper) < 0
        const below = order(key, from) < 0 && order(key, lower) >= 0
        expect(compileFilter({ a: { $gt: bound } })({ a: value })).toBe(above)
        expect(compileFilter({ a: { $lt: bound } })({ a: value })).toBe(below)
        expect(compileFilter({ a: { $eq: bound } })({ a: value })).toBe(order(key, from) === 0)
      }),
      seeded,
    )
  })

  it('have no successor if all bytes are 0xff', () => {
    expect(successor(Uint8Array.of(255, 255))).toBeNull()
    expect(successor(Uint8Array.of(1, 255))).toEqual(Uint8Array.of(2))
  })
})

describe('the keys of a document', () => {
  const id = new ObjectId()
  it.each([
    [{ a: 1, b: id }, ['a', 'b'], [[1, id]], false],
    [{ a: 1 }, ['a', 'b'], [[1, null]], false],
    [{ a: null }, ['a'], [[null]], false],
    [{ a: { b: { c: 2 } } }, ['a.b.c'], [[2]], false],
    [{ a: 5 }, ['a.b'], [[null]], false],
    [{ a: [1, 2, 1] }, ['a'], [[1], [2]], true],
    [{ a: [1, Long.fromNumber(1), new Double(1), Decimal128.fromString('1')] }, ['a'], [[1]], true],
    [{ a: [] }, ['a'], [[undefined]], true],
    [{ a: [] }, ['a.b'], [[null]], true],
    [{ a: [[1, 2], 3] }, ['a'], [[[1, 2]], [3]], true],
    [{ a: [{ b: 1 }, { b: [2, 3] }, {}, 4] }, ['a.b'], [[1], [2], [3], [null]], true],
    [
      { a: [{ b: 1, c: 2 }, { b: 3 }], d: 7 },
      ['a.b', 'd', 'a.c'],
      [
        [1, 7, 2],
        [3, 7, null],
      ],
      true,
    ],
    [{ a: [{ b: 1 }, { b: 2 }] }, ['a.0.b'], [[1]], false],
    [{ a: [[5, 6]] }, ['a.0'], [[5], [6]], true],
    [{ constructor: 1 }, ['constructor', 'toString'], [[1, null]], false],
  ])('of %o in %o are %o', (doc, fields, keys, multikey) => {
    expect(indexKeys(doc, fields)).toEqual(keys)
    expect(indexEntries(doc, fields).multikey).toBe(multikey)
  })

  it('show which fields the document does not have', () => {
    expect(indexEntries({ a: null, c: [] }, ['a', 'b', 'c']).missing).toEqual([false, true, false])
    expect(indexEntries({ a: 1 }, ['a', 'b']).missing).toEqual([false, true])
  })

  it('contain every value by which a filter finds the document', () => {
    const nested = fc.letrec(again => ({
      value: fc.oneof(
        { depthSize: 'medium' },
        fc.constantFrom<unknown>(1, 2, 'x', null),
        fc.array(again('value'), { maxLength: 2 }),
        fc.dictionary(fc.constantFrom('a', 'b'), again('value'), { maxKeys: 2, noNullPrototype: true }),
      ),
    })).value
    const path = fc.constantFrom('a', 'a.b', 'a.0', 'a.b.a', 'a.0.b', 'a.b.0')
    const docs = fc.record({ a: nested })
    fc.assert(
      fc.property(docs, path, fc.constantFrom(1, 2, 'x', null), (doc, field, value) => {
        if (!compileFilter({ [field]: value })(doc)) return
        expect(indexKeys(doc, [field]).some(([key]) => compare(key ?? null, value) === 0)).toBe(true)
      }),
      { ...seeded, numRuns: 5000 },
    )
  })

  it('cannot distinguish a position from a field of the same name', () => {
    expect(() => indexKeys({ a: [{ 0: 1 }] }, ['a.0'])).toThrow(expect.objectContaining({ code: 16746 }))
  })

  it('cannot run through two arrays at once', () => {
    expect(() => indexKeys({ a: [1], b: [2] }, ['a', 'b'])).toThrow(
      expect.objectContaining({ code: 171, errmsg: 'cannot index parallel arrays [b] [a]' }),
    )
  })
})

/** NaN is in no range, though its key is in the bracket of numbers. */
function isNaNumber(value: unknown): boolean {
  return isNumeric(value) && Number.isNaN(toNumber(value))
}

function order(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}
