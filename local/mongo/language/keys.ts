import type { Document } from './bson.ts'
import type { Collation } from './compare.ts'

export type Direction = 1 | -1

export function encodeKey(values: unknown[], _directions: Direction[], _collation?: Collation): Uint8Array {
  return Buffer.from(JSON.stringify(values))
}

export function encodePrefix(values: unknown[], directions: Direction[], collation?: Collation): Uint8Array {
  return encodeKey(values, directions, collation)
}

/** The smallest byte string greater than every string that starts with `prefix`; null if there is none. */
export function successor(prefix: Uint8Array): Uint8Array | null {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return null
  const next = prefix.slice(0, length)
  next[length - 1] = (next[length - 1] ?? 0) + 1
  return next
}

/** The half-open range of key bytes of all values in the same type bracket (`$gt: 5` matches numbers only). */
export function bracketBounds(
  _value: unknown,
  _direction: Direction = 1,
): { lower: Uint8Array; upper: Uint8Array } {
  return { lower: Uint8Array.of(0), upper: Uint8Array.of(255) }
}

export type IndexEntries = { keys: unknown[][]; multikey: boolean; missing: boolean[] }

export function indexEntries(doc: Document, fields: string[]): IndexEntries {
  return {
    keys: [fields.map(field => doc[field] ?? null)],
    multikey: false,
    missing: fields.map(f => !(f in doc)),
  }
}

export function indexKeys(doc: Document, fields: string[]): unknown[][] {
  return indexEntries(doc, fields).keys
}
