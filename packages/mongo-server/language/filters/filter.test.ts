import { Binary, BSONRegExp, Decimal128, Double, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson'
import { describe, expect, it } from 'vitest'
import type { Document } from '../values/bson.ts'
import { parseCollation } from '../values/collation.ts'
import { compileFilter } from './filter.ts'
import { matchedPosition } from './positional.ts'

const id = new ObjectId('65a1b2c3d4e5f60718293a4b')

const matching: [filter: Document, doc: Document, matches: boolean][] = [
  // Equality
  [{}, { a: 1 }, true],
  [{ a: 1 }, { a: 1 }, true],
  [{ a: 1 }, { a: new Double(1) }, true],
  [{ a: 1 }, { a: Long.fromNumber(1) }, true],
  [{ a: 1 }, { a: Decimal128.fromString('1.0') }, true],
  [{ a: Long.fromString('9007199254740993') }, { a: 9007199254740992 }, false],
  [{ a: 1 }, { a: '1' }, false],
  [{ a: 1 }, { a: true }, false],
  [{ a: Number.NaN }, { a: Number.NaN }, true],
  [{ a: id }, { a: new ObjectId(id.toHexString()) }, true],
  [{ a: new Date(5) }, { a: new Date(5) }, true],
  [{ a: new Binary(Buffer.from('x')) }, { a: new Binary(Buffer.from('x')) }, true],
  [{ a: new Timestamp({ t: 1, i: 2 }) }, { a: new Timestamp({ t: 1, i: 2 }) }, true],
  [{ a: { b: 1, c: 2 } }, { a: { b: 1, c: 2 } }, true],
  [{ a: { c: 2, b: 1 } }, { a: { b: 1, c: 2 } }, false],
  [{ a: { b: 1 } }, { a: { b: 1, c: 2 } }, false],
  [{ constructor: null }, {}, true],
  // Null and missing
  [{ a: null }, {}, true],
  [{ a: null }, { a: null }, true],
  [{ a: null }, { a: 0 }, false],
  [{ a: null }, { a: [1, null] }, true],
  [{ 'a.b': null }, { a: 5 }, true],
  [{ 'a.b': null }, { a: [{ c: 1 }] }, true],
  [{ 'a.b': null }, { a: [1, 2] }, false],
  [{ 'a.b': null }, { a: [] }, false],
  [{ a: { $ne: null } }, {}, false],
  [{ a: { $ne: null } }, { a: 1 }, true],
  [{ a: { $exists: true } }, { a: null }, true],
  [{ a: { $exists: false } }, { a: null }, false],
  [{ a: { $exists: 0 } }, {}, true],
  [{ 'a.b': { $exists: false } }, { a: [] }, true],
  // Arrays
  [{ a: 2 }, { a: [1, 2, 3] }, true],
  [{ a: [1, 2] }, { a: [1, 2] }, true],
  [{ a: [1, 2] }, { a: [[1, 2], 3] }, true],
  [{ a: [2, 1] }, { a: [1, 2] }, false],
  [{ a: { $ne: 2 } }, { a: [1, 2] }, false],
  [{ a: { $gt: 1, $lt: 3 } }, { a: [0, 5] }, true],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 5] }, false],
  [{ a: { $elemMatch: { $gt: 1, $lt: 3 } } }, { a: [0, 2] }, true],
  [{ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1 }, { c: 2 }] }, false],
  [{ a: { $elemMatch: { b: 1, c: 2 } } }, { a: [{ b: 1, c: 2 }] }, true],
  [{ a: { $elemMatch: { $or: [{ b: 1 }, { b: 2 }] } } }, { a: [{ b: 2 }] }, true],
  [{ a: { $elemMatch: { $ne: 1 } } }, { a: [1, 2] }, true],
  [{ 'a.b': 1, 'a.c': 2 }, { a: [{ b: 1 }, { c: 2 }] }, true],
  [{ 'a.1': 5 }, { a: [4, 5] }, true],
  [{ 'a.1.b': 5 }, { a: [{}, { b: 5 }] }, true],
  [{ 'a.0': 5 }, { a: [{ 0: 5 }] }, true],
  [{ a: { $size: 2 } }, { a: [1, 2] }, true],
  [{ a: { $size: 1 } }, { a: [[1, 2]] }, true],
  [{ a: { $size: 0 } }, {}, false],
  [{ a: { $all: [1, 2] } }, { a: [2, 1, 3] }, true],
  [{ a: { $all: [1] } }, { a: 1 }, true],
  [{ a: { $all: [[1, 2]] } }, { a: [1, 2] }, true],
  [{ a: { $all: [] } }, { a: [] }, false],
  [{ a: { $all: [{ $elemMatch: { b: 1 } }, { $elemMatch: { b: 2 } }] } }, { a: [{ b: 1 }, { b: 2 }] }, true],
  [{ 'a.b': { $all: [1, 2] } }, { a: [{ b: 1 }, { b: 2 }] }, true],
  [{ 'a.b': { $not: { $gt: 5, $lt: 10 } } }, { a: [{ b: 1 }, { b: 20 }] }, false],
  [{ a: { $not: { $all: [1, 2] } } }, { a: [1] }, true],
  [{ a: { $elemMatch: { $not: { $gt: 1 } } } }, { a: [2, 1] }, true],
  // Ranges keep to the type of their operand
  [{ a: { $gt: 5 } }, { a: 6 }, true],
  [{ a: { $gt: 5 } }, { a: '6' }, false],
  [{ a: { $gt: 5 } }, { a: Number.NaN }, false],
  [{ a: { $lt: 5 } }, {}, false],
  [{ a: { $lte: Number.NaN } }, { a: Number.NaN }, true],
  [{ a: { $lte: null } }, {}, true],
  [{ a: { $lt: null } }, { a: null }, false],
  [{ a: { $gte: 'b' } }, { a: 'c' }, true],
  [{ a: { $lt: new Date(5) } }, { a: new Date(4) }, true],
  [{ a: { $lt: id } }, { a: new ObjectId('55a1b2c3d4e5f60718293a4b') }, true],
  [{ a: { $gt: new MinKey() } }, { a: 'x' }, true],
  [{ a: { $lt: new MaxKey() } }, { a: 'x' }, true],
  [{ a: { $gt: [1] } }, { a: [2] }, true],
  [{ a: { $gt: { b: 1 } } }, { a: { b: 2 } }, true],
  // Sets
  [{ a: { $in: [1, 'x'] } }, { a: 'x' }, true],
  [{ a: { $in: [1, null] } }, {}, true],
  [{ a: { $in: [/^x/] } }, { a: 'xy' }, true],
  [{ a: { $in: [[1]] } }, { a: [1] }, true],
  [{ a: { $in: [] } }, { a: 1 }, false],
  [{ a: { $in: Array.from({ length: 100 }, (_, i) => i) } }, { a: Long.fromNumber(57) }, true],
  [{ a: { $in: Array.from({ length: 100 }, (_, i) => i) } }, { a: [200, 3] }, true],
  [{ a: { $in: Array.from({ length: 100 }, (_, i) => i) } }, {}, false],
  [{ a: { $nin: [1, 2] } }, {}, true],
  [{ a: { $nin: [1, 2] } }, { a: [3, 2] }, false],
  // Logic
  [{ $and: [{ a: 1 }, { b: 2 }] }, { a: 1, b: 2 }, true],
  [{ $or: [{ a: 1 }, { b: 2 }] }, { b: 2 }, true],
  [{ $nor: [{ a: 1 }, { b: 2 }] }, { b: 2 }, false],
  [{ a: { $not: { $gt: 5 } } }, {}, true],
  [{ a: { $not: { $gt: 5 } } }, { a: [1, 6] }, false],
  [{ a: { $not: /x/ } }, { a: 'y' }, true],
  [{ a: { $not: { $gt: 5, $lt: 10 } } }, { a: 7 }, false],
  // Regular expressions
  [{ a: /^AB/i }, { a: 'abc' }, true],
  [{ a: new BSONRegExp('a b # comment', 'x') }, { a: 'xaby' }, true],
  [{ a: { $regex: 'b$', $options: 'm' } }, { a: 'ab\nc' }, true],
  [{ a: { $regex: '(?i)^B' } }, { a: 'bc' }, true],
  [{ a: { $regex: 'x', $in: ['xy', 'z'] } }, { a: 'xy' }, true],
  [{ a: /x/ }, { a: ['y', 'x'] }, true],
  [{ a: /x/ }, { a: new BSONRegExp('x', '') }, true],
  [{ a: /1/ }, { a: 1 }, false],
  // Types
  [{ a: { $type: 'int' } }, { a: 1 }, true],
  [{ a: { $type: 'double' } }, { a: 1 }, false],
  [{ a: { $type: 'double' } }, { a: new Double(1) }, true],
  [{ a: { $type: 'number' } }, { a: Long.fromNumber(1) }, true],
  [{ a: { $type: ['string', 'null'] } }, { a: null }, true],
  [{ a: { $type: 'null' } }, {}, false],
  [{ a: { $type: 'array' } }, { a: [] }, true],
  [{ a: { $type: 'string' } }, { a: [1, 'x'] }, true],
  [{ a: { $type: 7 } }, { a: id }, true],
  // Arithmetic
  [{ a: { $mod: [4, 1] } }, { a: 5 }, true],
  [{ a: { $mod: [4, 0] } }, { a: 8.9 }, true],
  [{ a: { $mod: [4, -1] } }, { a: -5 }, true],
  [{ a: { $mod: [4, 0] } }, { a: 'x' }, false],
  [{ a: { $bitsAllSet: [1, 5] } }, { a: 54 }, true],
  [{ a: { $bitsAllSet: 50 } }, { a: 54 }, true],
  [{ a: { $bitsAnyClear: 35 } }, { a: 54 }, true],
  [{ a: { $bitsAllClear: [0, 3] } }, { a: 54 }, true],
  [{ a: { $bitsAnySet: [70] } }, { a: -1 }, true],
  [{ a: { $bitsAllSet: [8] } }, { a: new Binary(Buffer.from([0, 1])) }, true],
  // Expressions
  [{ $expr: { $gt: ['$a', '$b'] } }, { a: 2, b: 1 }, true],
  [{ $expr: { $eq: ['$a', 1] } }, { a: [1] }, false],
  // References: $ref, $id and $db are names of fields.
  [{ a: { $elemMatch: { $id: 1 } } }, { a: [{ $ref: 'x', $id: 1 }] }, true],
  [{ a: { $elemMatch: { $id: 1 } } }, { a: [{ $ref: 'x', $id: 2 }] }, false],
  [{ a: { $elemMatch: { $ref: 'x', $id: { $gt: 1 } } } }, { a: [{ $ref: 'x', $id: 2 }] }, false],
  [{ a: { $elemMatch: { b: 1, $db: 'd' } } }, { a: [{ b: 1, $db: 'd' }] }, true],
  [{ $id: 1 }, { $id: [1, 2] }, true],
  [{ 'a.$id': { $gt: 1 } }, { a: [{ $ref: 'x', $id: 2 }] }, true],
  [{ a: { $ref: 'x', $id: 1 } }, { a: { $ref: 'x', $id: 1 } }, true],
  [{ a: { $in: [{ $ref: 'x', $id: 1 }] } }, { a: { $ref: 'x', $id: 1 } }, true],
  [{ $comment: 'x', a: { $eq: 1, $comment: 'y' } }, { a: 1 }, true],
]

describe('a filter', () => {
  it.each(matching)('%o on %o: %o', (filter, doc, matches) => {
    expect(compileFilter(filter)(doc)).toBe(matches)
  })

  it.each<[Document, number]>([
    [{ $foo: 1 }, 2],
    [{ a: { $foo: 1 } }, 2],
    [{ a: { $gt: 1, b: 2 } }, 2],
    [{ $and: [] }, 2],
    [{ $and: {} }, 2],
    [{ $or: [1] }, 2],
    [{ a: { $in: 1 } }, 2],
    [{ a: { $in: [{ $gt: 1 }] } }, 2],
    [{ a: { $not: 1 } }, 2],
    [{ a: { $not: {} } }, 2],
    [{ a: { $size: -1 } }, 2],
    [{ a: { $size: 'x' } }, 2],
    [{ a: { $mod: [0, 1] } }, 2],
    [{ a: { $mod: [1] } }, 2],
    [{ a: { $type: 'foo' } }, 2],
    [{ a: { $options: 'i' } }, 2],
    [{ a: { $regex: '(' } }, 51091],
    [{ a: { $regex: 'a', $options: 'q' } }, 51108],
    [{ a: { $elemMatch: 1 } }, 2],
    [{ a: { $elemMatch: { $expr: { $eq: ['$b', 1] } } } }, 2],
    [{ a: { $elemMatch: { $or: [{ $expr: true }] } } }, 2],
    [{ $not: { a: 1 } }, 2],
    // Half a reference is not a value.
    [{ a: { $id: 1 } }, 2],
    [{ a: { $ref: 'x' } }, 2],
    [{ a: { $in: [{ $id: 1 }] } }, 2],
    [{ a: { $all: 1 } }, 2],
    [{ a: { $ne: /x/ } }, 2],
    [{ a: { $near: [1, 2] } }, 2],
    [{ $where: 'true' }, 2],
    [{ $text: { $search: 'x' } }, 2],
    [{ $expr: { $foo: 1 } }, 168],
  ])('%o is refused with code %i', (filter, code) => {
    expect(() => compileFilter(filter)).toThrow(expect.objectContaining({ code }))
  })

  it('compares strings by the collation', () => {
    const base = parseCollation({ locale: 'en', strength: 1 })
    const accents = parseCollation({ locale: 'en', strength: 2 })
    expect(compileFilter({ a: 'STRASSE' }, { collation: accents })({ a: 'strasse' })).toBe(true)
    expect(compileFilter({ a: 'résumé' }, { collation: base })({ a: 'Resume' })).toBe(true)
    expect(compileFilter({ a: 'résumé' }, { collation: accents })({ a: 'Resume' })).toBe(false)
    expect(compileFilter({ a: { $in: ['X'] } }, { collation: accents })({ a: ['y', 'x'] })).toBe(true)
    expect(compileFilter({ a: { $gt: 'B' } }, { collation: accents })({ a: 'c' })).toBe(true)
    expect(compileFilter({ a: /X/ }, { collation: accents })({ a: 'x' })).toBe(false)
  })

  it('finds the position that the positional operator means', () => {
    const doc = { a: [{ b: 1 }, { b: 2, c: [7, 8] }], d: [5, 6], e: { f: [1, 2, 3] } }
    expect(matchedPosition({ 'a.b': 2 }, doc, 'a')).toBe(1)
    expect(matchedPosition({ a: { $elemMatch: { b: 2 } } }, doc, 'a')).toBe(1)
    expect(matchedPosition({ d: { $gte: 6 } }, doc, 'd')).toBe(1)
    expect(matchedPosition({ $and: [{ 'e.f': 3 }] }, doc, 'e.f')).toBe(2)
    expect(matchedPosition({ 'a.1.c': 8 }, doc, 'a.1.c')).toBe(1)
    expect(matchedPosition({ d: 6 }, doc, 'a')).toBe(1)
    expect(matchedPosition({ $and: [{ d: 6 }, { d: 5 }] }, doc, 'd')).toBe(0)
    expect(matchedPosition({ $or: [{ d: 6 }, { d: 9 }] }, doc, 'd')).toBe(1)
    expect(matchedPosition({ $or: [{ d: 6 }, { x: 9 }] }, doc, 'd')).toBeUndefined()
    expect(matchedPosition({ d: { $ne: 9 } }, doc, 'd')).toBeUndefined()
    expect(matchedPosition({ d: { $ne: 9, $gt: 5 } }, doc, 'd')).toBe(1)
    expect(matchedPosition({ x: 1 }, doc, 'a')).toBeUndefined()
    expect(matchedPosition({ 'd.1': 6 }, doc, 'd')).toBeUndefined()
    expect(matchedPosition({ 'a.c.1': 8, d: 5 }, doc, 'a')).toBe(1)
  })

  const items = {
    a: [{ x: 1 }, { x: 5, y: 2 }, { x: 9, y: null, z: [1, 2] }],
    n: [1, 5, 9],
    m: [[1], [2, 3]],
  }
  it.each<[Document, string, number | undefined]>([
    [{ 'a.y': { $exists: true } }, 'a', 1],
    [{ 'a.y': { $exists: 1 } }, 'a', 1],
    [{ 'a.z': { $exists: true } }, 'a', 2],
    [{ 'a.z.0': { $exists: true } }, 'a', 2],
    [{ 'a.z': { $size: 2 } }, 'a', 2],
    [{ 'a.y': { $exists: true, $ne: 2 } }, 'a', 1],
    [{ a: { $elemMatch: { y: { $exists: true }, x: { $gt: 5 } } } }, 'a', 2],
    [{ a: { $elemMatch: { y: { $exists: false } } } }, 'a', 0],
    [{ m: { $elemMatch: { $size: 2 } } }, 'm', 1],
    [{ n: { $all: [1, 9] } }, 'n', 2],
    [{ n: { $gt: 5, $lt: 5 } }, 'n', 0],
    [{ n: { $gt: 1, $lt: 9 } }, 'n', 1],
    [{ $or: [{ 'a.y': { $exists: true } }] }, 'a', 1],
    // Conditions that hold because nothing matches, or for the array as a whole, name no item.
    [{ 'a.w': { $exists: false } }, 'a', undefined],
    [{ 'a.w': { $exists: 0 } }, 'a', undefined],
    [{ a: { $exists: true } }, 'a', undefined],
    [{ n: { $size: 3 } }, 'n', undefined],
    [{ 'a.1.y': { $exists: true } }, 'a', undefined],
    [{ 'a.y': { $nin: [3] } }, 'a', undefined],
    [{ 'a.y': { $not: { $exists: false } } }, 'a', undefined],
    [{ $nor: [{ 'a.x': 7 }] }, 'a', undefined],
    [{ $or: [{ 'a.y': { $exists: true } }, { 'a.y': 7 }] }, 'a', undefined],
  ])('takes from %o for the array %s the position %o', (filter, array, position) => {
    expect(matchedPosition(filter, items, array)).toBe(position)
  })
})
