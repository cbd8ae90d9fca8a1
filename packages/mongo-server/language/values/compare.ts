import { Binary, BSONRegExp, BSONSymbol, Code, DBRef, Long, ObjectId } from 'bson'
import { type Document, isDocument } from './bson.ts'
import { type Collation, sortKey } from './collation.ts'
import { compareNumbers } from './numbers.ts'
import { BRACKET, bracketOf, isNumeric } from './types.ts'

/**
 * MongoDB's comparison order (manual: "Comparison/Sort Order") over all BSON values: negative, zero or positive.
 * `undefined` sorts before null: it is a missing field in expressions, and an empty array in index keys.
 */
export function compare(a: unknown, b: unknown, collation?: Collation): number {
  if (typeof a === 'number' && typeof b === 'number') return compareNumbers(a, b)
  if (typeof a === 'string' && typeof b === 'string') return compareStrings(a, b, collation)
  const aBracket = bracketOf(a)
  const bBracket = bracketOf(b)
  if (aBracket !== bBracket) return aBracket < bBracket ? -1 : 1
  return compareWithin(aBracket, a, b, collation)
}

export function equal(a: unknown, b: unknown, collation?: Collation): boolean {
  return a === b || compare(a, b, collation) === 0
}

/** Strings compare as their UTF-8 bytes, which is code point order; JavaScript's own order is by UTF-16 unit. */
export function compareStrings(a: string, b: string, collation?: Collation): number {
  if (a === b) return 0
  if (collation !== undefined) return compareStrings(sortKey(a, collation), sortKey(b, collation))
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const x = a.charCodeAt(i)
    const y = b.charCodeAt(i)
    if (x !== y) {
      // Only surrogates (code points above U+FFFF) are out of order, before U+E000.
      const shift = x >= 0xd800 && y >= 0xd800
      return (shift ? (x + 0x2000) & 0xffff : x) < (shift ? (y + 0x2000) & 0xffff : y) ? -1 : 1
    }
  }
  return Math.sign(a.length - b.length)
}

export function binaryBytes(value: Binary | Uint8Array): Uint8Array {
  return value instanceof Binary ? value.buffer.subarray(0, value.position) : value
}

export function binarySubtype(value: Binary | Uint8Array): number {
  return value instanceof Binary ? value.sub_type : Binary.SUBTYPE_DEFAULT
}

/** Pattern and flags; a JavaScript RegExp has the same letters for the flags both know. */
export function regexParts(value: unknown): [pattern: string, flags: string] {
  if (value instanceof BSONRegExp) return [value.pattern, value.options]
  if (value instanceof RegExp) return [value.source, value.flags.replace(/[^ims]/g, '')]
  return ['', '']
}

function compareWithin(type: number, a: unknown, b: unknown, collation: Collation | undefined): number {
  switch (type) {
    case BRACKET.number:
      return isNumeric(a) && isNumeric(b) ? compareNumbers(a, b) : 0
    case BRACKET.string:
      return compareStrings(String(text(a)), String(text(b)), collation)
    case BRACKET.object:
      return isDocument(a) && isDocument(b) ? compareDocuments(a, b, collation) : 0
    case BRACKET.array:
      return Array.isArray(a) && Array.isArray(b) ? compareArrays(a, b, collation) : 0
    case BRACKET.objectId:
      return a instanceof ObjectId && b instanceof ObjectId ? compareBytes(a.id, b.id) : 0
    case BRACKET.bool:
      return Number(a) - Number(b)
    case BRACKET.date:
      return Math.sign(Number(a) - Number(b))
    default:
      return compareRare(a, b, collation)
  }
}

function compareRare(a: unknown, b: unknown, collation: Collation | undefined): number {
  if (isBinary(a) && isBinary(b)) {
    const aBytes = binaryBytes(a)
    const bBytes = binaryBytes(b)
    return (
      Math.sign(aBytes.length - bBytes.length) ||
      Math.sign(binarySubtype(a) - binarySubtype(b)) ||
      compareBytes(aBytes, bBytes)
    )
  }
  // A Timestamp is an unsigned Long.
  if (a instanceof Long && b instanceof Long) return a.toUnsigned().compare(b.toUnsigned())
  if (a instanceof Code && b instanceof Code) {
    return compareStrings(a.code, b.code) || compare(a.scope ?? null, b.scope ?? null, collation)
  }
  if (a instanceof DBRef && b instanceof DBRef) {
    return compareStrings(a.collection, b.collection) || compareBytes(a.oid.id, b.oid.id)
  }
  const [aPattern, aFlags] = regexParts(a)
  const [bPattern, bFlags] = regexParts(b)
  return compareStrings(aPattern, bPattern) || compareStrings(aFlags, bFlags)
}

/** Compares field by field: first the type of the value, then the name, then the value. */
function compareDocuments(a: Document, b: Document, collation: Collation | undefined): number {
  const aNames = Object.keys(a)
  const bNames = Object.keys(b)
  const length = Math.min(aNames.length, bNames.length)
  for (let i = 0; i < length; i++) {
    const aName = aNames[i] ?? ''
    const bName = bNames[i] ?? ''
    const order =
      bracketOf(a[aName]) - bracketOf(b[bName]) ||
      compareStrings(aName, bName) ||
      compare(a[aName], b[bName], collation)
    if (order !== 0) return Math.sign(order)
  }
  return Math.sign(aNames.length - bNames.length)
}

function compareArrays(a: unknown[], b: unknown[], collation: Collation | undefined): number {
  const length = Math.min(a.length, b.length)
  for (let i = 0; i < length; i++) {
    const order = compare(a[i], b[i], collation)
    if (order !== 0) return order
  }
  return Math.sign(a.length - b.length)
}

function compareBytes(a: Uint8Array, b: Uint8Array): number {
  return Buffer.compare(a, b)
}

function text(value: unknown): unknown {
  return value instanceof BSONSymbol ? value.value : value
}

function isBinary(value: unknown): value is Binary | Uint8Array {
  return value instanceof Binary || value instanceof Uint8Array
}
