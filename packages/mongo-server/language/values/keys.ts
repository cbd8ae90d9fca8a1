import type { Collation } from './collation.ts'
import { complement, newKeyWriter, writeKeyValue } from './key-bytes.ts'
import { bracketOf } from './types.ts'

export type Direction = 1 | -1

/**
 * The bytes of a compound index key: memcmp orders them as `compare` orders the values, field by field, each in its
 * direction. Values are complete in themselves, so the bytes of the first fields are a prefix of the whole key's.
 */
export function encodeKey(values: unknown[], directions: Direction[], collation?: Collation): Uint8Array {
  const writer = newKeyWriter()
  for (let i = 0; i < values.length; i++) {
    const start = writer.length
    writeKeyValue(writer, values[i], collation)
    if (directions[i] === -1) complement(writer, start)
  }
  return writer.bytes.subarray(0, writer.length)
}

/** The bytes that start every key whose first fields have these values. */
export function encodePrefix(values: unknown[], directions: Direction[], collation?: Collation): Uint8Array {
  return encodeKey(values, directions, collation)
}

/** The smallest byte string greater than every string that starts with `prefix`; null if there is none. */
export function successor(prefix: Uint8Array): Uint8Array | null {
  let length = prefix.length
  while (length > 0 && prefix[length - 1] === 0xff) length--
  if (length === 0) return null
  // Not `slice`: on a Buffer that would change `prefix` itself.
  const next = Uint8Array.from(prefix.subarray(0, length))
  next[length - 1] = (next[length - 1] ?? 0) + 1
  return next
}

/**
 * The half-open range, in the bytes of one field, of all values of the type bracket of `value`: `$gt: 5` matches
 * numbers only. For a field after others append it to their prefix.
 */
export function bracketBounds(
  value: unknown,
  direction: Direction = 1,
): { lower: Uint8Array; upper: Uint8Array } {
  const type = bracketOf(value)
  return direction === 1
    ? { lower: Uint8Array.of(type), upper: Uint8Array.of(type + 1) }
    : { lower: Uint8Array.of(~type), upper: Uint8Array.of(~type + 1) }
}
