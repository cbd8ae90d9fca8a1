import { BSONRegExp, Double, Long, ObjectId, serialize } from 'bson'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { documents } from './arbitrary-values.ts'
import { decode, encode, isDocument } from './bson.ts'

describe('BSON', () => {
  it('is written back as the bytes that were read', () => {
    fc.assert(
      fc.property(documents, doc => {
        const bytes = serialize(doc, { ignoreUndefined: true })
        expect(Buffer.compare(encode(decode(bytes)), bytes)).toBe(0)
      }),
      { seed: 20250101, numRuns: 2000 },
    )
  })

  it('keeps doubles with whole values apart from int32', () => {
    const doc = decode(
      serialize({ int: 3, double: new Double(3), half: 0.5, long: Long.fromNumber(3), big: 2 ** 40 }),
    )
    expect(doc).toEqual({ int: 3, double: new Double(3), half: 0.5, long: Long.fromNumber(3), big: 2 ** 40 })
  })

  it('keeps field order, names of Object.prototype and subdocuments that look like references', () => {
    const doc = decode(serialize({ b: 1, a: { x: 1, $ref: 'c', $id: 2 }, ['__proto__']: 5, constructor: 6 }))
    expect(Object.keys(doc)).toEqual(['b', 'a', '__proto__', 'constructor'])
    expect(Object.getPrototypeOf(doc)).toBe(Object.prototype)
    expect(doc['a']).toEqual({ x: 1, $ref: 'c', $id: 2 })
  })

  it('keeps regular expressions JavaScript has no flags for', () => {
    const doc = { pattern: new BSONRegExp('(?i)a', 'lx') }
    expect(decode(serialize(doc))).toEqual(doc)
  })

  it('leaves undefined fields out', () => {
    expect(decode(encode({ a: undefined, b: [undefined] }))).toEqual({ b: [null] })
  })

  it('reads a document with a field called _bsontype as a document', () => {
    const doc = {
      _bsontype: 'ObjectId',
      nested: { _bsontype: 'Long', low: 1 },
      list: [{ _bsontype: 5 }, new Double(3)],
      ['__proto__']: { _bsontype: 'Binary' },
    }
    const read = decode(encode(doc))
    expect(Object.entries(read)).toEqual(Object.entries(doc))
    expect(isDocument(read['nested'])).toBe(true)
    expect([new ObjectId(), new Double(3), new Date(0), [1], null, 'text'].filter(isDocument)).toEqual([])
  })

  it('throws an error of its own if its bytes are damaged in any way', () => {
    const bytes = serialize({ a: 'text', b: [1, { c: new Date(0) }], d: new Double(1) })
    for (let length = 0; length < bytes.length; length++) {
      expect(() => decode(bytes.subarray(0, length))).toThrow(expect.objectContaining({ code: 22 }))
    }
    fc.assert(
      fc.property(fc.nat(bytes.length - 1), fc.nat(255), (at, byte) => {
        const damaged = Uint8Array.from(bytes)
        damaged[at] = byte
        try {
          decode(damaged)
        } catch (error) {
          expect(error).toMatchObject({ name: 'MongoError' })
        }
      }),
      { seed: 20250101, numRuns: 500 },
    )
  })
})
