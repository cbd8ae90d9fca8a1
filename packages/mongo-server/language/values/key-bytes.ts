import { Binary, BSONSymbol, Code, DBRef, Long, ObjectId } from 'bson'
import { type Document, isDocument } from './bson.ts'
import { type Collation, sortKey } from './collation.ts'
import { binaryBytes, binarySubtype, regexParts } from './compare.ts'
import { compareNumbers, exactParts, toNumber } from './numbers.ts'
import { BRACKET, bracketOf, isNumeric, type Numeric } from './types.ts'

/**
 * Bytes that sort (by memcmp) as the values do under `compare`, every value ending by itself, so that several can be
 * strung together:
 *
 *   bracket byte, then
 *   number     8 bytes of the double next to it towards zero, then what that double lacks
 *   string     UTF-8 (of the sort key under a collation), 0x00 as 00 FF, end 00 00
 *   object     per field: bracket byte, name, value; end 00
 *   array      per item: value; end 00
 *   binData    length, subtype, bytes
 *   the rest   fixed length, or strings as above
 *
 * They are stored in index files: a change of this layout needs the indexes rebuilt.
 */
export interface KeyWriter {
  bytes: Buffer
  length: number
}

export function newKeyWriter(): KeyWriter {
  return { bytes: Buffer.allocUnsafe(128), length: 0 }
}

export function writeKeyValue(writer: KeyWriter, value: unknown, collation: Collation | undefined): void {
  const type = bracketOf(value)
  writeByte(writer, type)
  switch (type) {
    case BRACKET.number:
      if (isNumeric(value)) writeNumber(writer, value)
      return
    case BRACKET.string:
      writeCollated(writer, value instanceof BSONSymbol ? value.value : String(value), collation)
      return
    case BRACKET.object:
      writeObject(writer, isDocument(value) ? value : {}, collation)
      return
    case BRACKET.array:
      if (Array.isArray(value)) for (const item of value) writeKeyValue(writer, item, collation)
      writeByte(writer, 0)
      return
    case BRACKET.objectId:
      if (value instanceof ObjectId) writeBytes(writer, value.id)
      return
    case BRACKET.bool:
      writeByte(writer, value === true ? 1 : 0)
      return
    case BRACKET.date: {
      const at = reserve(writer, 8)
      const time = Number(value)
      writer.bytes.writeBigInt64BE(Number.isNaN(time) ? -(2n ** 63n) : BigInt(time), at)
      // Two's complement sorts as unsigned bytes once the sign bit is flipped.
      writer.bytes[at] = (writer.bytes[at] ?? 0) ^ 0x80
      return
    }
    default:
      writeRare(writer, value, collation)
  }
}

export function complement(writer: KeyWriter, from: number): void {
  for (let at = from; at < writer.length; at++) writer.bytes[at] = ~(writer.bytes[at] ?? 0)
}

/** A string that is the same for two values exactly if they are equal: for grouping, sets and `distinct`. */
export function hashKey(value: unknown, collation?: Collation): string {
  if (typeof value === 'string' && collation === undefined) return `s${value}`
  if (isNumeric(value)) {
    const nearest = toNumber(value)
    // -0 prints as 0.
    if (typeof value === 'number' || compareNumbers(value, nearest) === 0) return `n${nearest}`
  }
  const writer = newKeyWriter()
  writeKeyValue(writer, value, collation)
  return writer.bytes.toString('latin1', 0, writer.length)
}

function reserve(writer: KeyWriter, count: number): number {
  const at = writer.length
  const needed = at + count
  if (needed > writer.bytes.length) {
    const larger = Buffer.allocUnsafe(Math.max(needed, writer.bytes.length * 2))
    writer.bytes.copy(larger, 0, 0, at)
    writer.bytes = larger
  }
  writer.length = needed
  return at
}

function writeByte(writer: KeyWriter, byte: number): void {
  const at = reserve(writer, 1)
  writer.bytes[at] = byte
}

function writeBytes(writer: KeyWriter, bytes: Uint8Array): void {
  const at = reserve(writer, bytes.length)
  writer.bytes.set(bytes, at)
}

function writeRare(writer: KeyWriter, value: unknown, collation: Collation | undefined): void {
  if (value instanceof Binary || value instanceof Uint8Array) {
    const content = binaryBytes(value)
    const at = reserve(writer, 4)
    writer.bytes.writeUInt32BE(content.length, at)
    writeByte(writer, binarySubtype(value))
    writeBytes(writer, content)
  } else if (value instanceof Long) {
    const at = reserve(writer, 8)
    writer.bytes.writeInt32BE(value.high, at)
    writer.bytes.writeInt32BE(value.low, at + 4)
  } else if (value instanceof Code) {
    writeString(writer, value.code)
    if (value.scope) writeKeyValue(writer, value.scope, collation)
  } else if (value instanceof DBRef) {
    writeString(writer, value.collection)
    writeBytes(writer, value.oid.id)
  } else if (bracketOf(value) === BRACKET.regex) {
    const [pattern, flags] = regexParts(value)
    writeString(writer, pattern)
    writeString(writer, flags)
  }
}

function writeObject(writer: KeyWriter, doc: Document, collation: Collation | undefined): void {
  for (const name of Object.keys(doc)) {
    writeByte(writer, bracketOf(doc[name]))
    writeString(writer, name)
    writeKeyValue(writer, doc[name], collation)
  }
  writeByte(writer, 0)
}

function writeCollated(writer: KeyWriter, value: string, collation: Collation | undefined): void {
  writeString(writer, collation === undefined ? value : sortKey(value, collation))
}

function writeString(writer: KeyWriter, value: string): void {
  if (!value.includes('\u0000')) {
    const size = Buffer.byteLength(value)
    const at = reserve(writer, size + 2)
    writer.bytes.write(value, at)
    writer.bytes[at + size] = 0
    writer.bytes[at + size + 1] = 0
    return
  }
  for (const byte of Buffer.from(value)) {
    writeByte(writer, byte)
    if (byte === 0) writeByte(writer, 0xff)
  }
  writeByte(writer, 0)
  writeByte(writer, 0)
}

/**
 * The double next to the value towards zero, as 8 bytes that sort; then 00 if that is the value exactly. Otherwise
 * (longs beyond 2^53, most decimals) 01, the exponent and the decimal digits: they order values with the same double.
 * Everything is complemented for negative numbers. NaN is all zeros, below minus infinity.
 */
function writeNumber(writer: KeyWriter, value: Numeric): void {
  const start = reserve(writer, 8)
  const nearest = toNumber(value)
  if (Number.isNaN(nearest)) {
    writer.bytes.fill(0, start, start + 8)
    writeByte(writer, 0)
    return
  }
  const plain = typeof value === 'number' || compareNumbers(value, nearest) === 0
  const negative = plain ? nearest < 0 : exactParts(value).coefficient < 0n
  const magnitude = plain ? Math.abs(nearest) : lowerNeighbour(value, nearest)
  writer.bytes.writeDoubleBE(magnitude, start)
  writer.bytes[start] = (writer.bytes[start] ?? 0) | 0x80
  if (plain) writeByte(writer, 0)
  else writeDigits(writer, value)
  if (negative) complement(writer, start)
}

/** The magnitude of `value` rounded towards zero; `nearest` is it rounded to nearest, and not equal. */
function lowerNeighbour(value: Numeric, nearest: number): number {
  const magnitude = Math.abs(nearest)
  const roundedAway = nearest < 0 ? compareNumbers(value, nearest) > 0 : compareNumbers(value, nearest) < 0
  if (!roundedAway || magnitude === 0) return magnitude
  const bits = new DataView(new ArrayBuffer(8))
  bits.setFloat64(0, magnitude)
  bits.setBigUint64(0, bits.getBigUint64(0) - 1n)
  return bits.getFloat64(0)
}

function writeDigits(writer: KeyWriter, value: Numeric): void {
  const { coefficient, exponent } = exactParts(value)
  const digits = String(coefficient < 0n ? -coefficient : coefficient)
  writeByte(writer, 1)
  const at = reserve(writer, 2)
  writer.bytes.writeUInt16BE(digits.length + exponent + 0x4000, at)
  writeBytes(writer, Buffer.from(digits.replace(/0+$/, '')))
  writeByte(writer, 0)
}
