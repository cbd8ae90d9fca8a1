import {
  Binary,
  BSONError,
  BSONRegExp,
  BSONSymbol,
  Code,
  DBRef,
  Decimal128,
  Double,
  Long,
  MaxKey,
  MinKey,
  ObjectId,
  serialize,
  Timestamp,
} from 'bson'
import { MongoError } from './errors.ts'

/**
 * A decoded BSON document or subdocument: a plain object whose fields keep their order.
 *
 * A plain JS number is what `bson` writes it as: an int32 if it is a whole number in that range (and not -0), a
 * double otherwise. A double that would be taken for an int32 (3.0) is a `Double`. So every number is written back
 * exactly as it was read, and almost all values are plain numbers. Longs are always `Long`, and regular expressions
 * `BSONRegExp`, because JavaScript lacks some of PCRE's flags. The decoder of `bson` has no such mode, and it turns
 * subdocuments with `$ref` into `DBRef`s with another order of fields. That is why there is a reader below.
 */
export interface Document {
  [field: string]: unknown
}

/** MongoDB's limit on nesting (`BSONDepth`, with room for the command around a document). */
const MAX_DEPTH = 200

interface Reader {
  buffer: Buffer
  offset: number
}

/**
 * Field names are repeated all the time, so short ones are looked up by a hash of their bytes instead of being
 * decoded.
 */
const knownNames: string[] = []
const NAME_SLOTS = 2048

/** Whether a value is a document or subdocument. All other BSON values that are objects are instances of classes. */
export function isDocument(value: unknown): value is Document {
  if (typeof value !== 'object' || value === null) return false
  const prototype = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}

/** Reads an own field: names like `constructor` or `__proto__` must not reach `Object.prototype`. */
export function getField(doc: Document, name: string): unknown {
  const value = doc[name]
  if (value === undefined) return undefined
  // No BSON value is a function, and every inherited property but `__proto__` is one.
  if (typeof value === 'function') return undefined
  if (name === '__proto__' && !Object.hasOwn(doc, name)) return undefined
  return value
}

export function setField(doc: Document, name: string, value: unknown): void {
  if (name === '__proto__') {
    Object.defineProperty(doc, name, { value, enumerable: true, writable: true, configurable: true })
  } else {
    doc[name] = value
  }
}

/** A JS value that is written as a double even if it is a whole number. */
export function double(value: number): number | Double {
  return isInt32(value) ? new Double(value) : value
}

export function isInt32(value: number): boolean {
  return (value | 0) === value && !Object.is(value, -0)
}

/** The document in `bytes` (exactly one). Throws InvalidBSON if it is malformed. */
export function decode(bytes: Uint8Array): Document {
  const buffer = Buffer.isBuffer(bytes)
    ? bytes
    : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  const reader: Reader = { buffer, offset: 0 }
  try {
    const doc = readDocument(reader, 0)
    if (reader.offset !== buffer.length) throw malformed('bytes after the end of the document')
    return doc
  } catch (error) {
    if (error instanceof RangeError) throw malformed('it ends too early')
    throw error
  }
}

/** Fields that are `undefined` are left out, as drivers do with `ignoreUndefined`; in arrays they become null. */
export function encode(doc: Document): Uint8Array {
  try {
    return serialize(doc, { ignoreUndefined: true })
  } catch (error) {
    if (!(error instanceof BSONError)) throw error
    return serialize(asMap(doc), { ignoreUndefined: true })
  }
}

/**
 * The document as maps all the way down. `bson` takes every object with a field `_bsontype` for one of its own
 * types and refuses to write it; the keys of a map are just names to it.
 */
function asMap(doc: Document): Map<string, unknown> {
  return new Map(Object.entries(doc).map(([name, value]) => [name, withMaps(value)]))
}

function withMaps(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(withMaps)
  return isDocument(value) ? asMap(value) : value
}

function malformed(why: string): MongoError {
  return new MongoError('InvalidBSON', `Invalid BSON: ${why}`)
}

function readDocument(reader: Reader, depth: number): Document {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'BSONObj exceeds maximum nested object depth')
  const end = openDocument(reader)
  const doc: Document = {}
  for (;;) {
    const type = reader.buffer[reader.offset++]
    if (type === 0) break
    const name = readCString(reader)
    const value = readValue(reader, type, depth)
    if (name === '__proto__') setField(doc, name, value)
    else doc[name] = value
  }
  if (reader.offset !== end) throw malformed('a document does not have the length it states')
  return doc
}

function readArray(reader: Reader, depth: number): unknown[] {
  if (depth > MAX_DEPTH) throw new MongoError('Overflow', 'BSONObj exceeds maximum nested object depth')
  const end = openDocument(reader)
  const { buffer } = reader
  const items: unknown[] = []
  for (;;) {
    const type = buffer[reader.offset++]
    if (type === 0) break
    // Servers ignore the names of array items and go by their position.
    while (buffer[reader.offset] !== 0) {
      if (++reader.offset >= end) throw malformed('an array does not end')
    }
    reader.offset++
    items.push(readValue(reader, type, depth))
  }
  if (reader.offset !== end) throw malformed('an array does not have the length it states')
  return items
}

function openDocument(reader: Reader): number {
  const size = reader.buffer.readInt32LE(reader.offset)
  const end = reader.offset + size
  if (size < 5 || end > reader.buffer.length || reader.buffer[end - 1] !== 0) {
    throw malformed(`a document states a length of ${size} bytes`)
  }
  reader.offset += 4
  return end
}

function readCString(reader: Reader): string {
  const { buffer } = reader
  const start = reader.offset
  let end = start
  let high = 0
  let hash = 0
  for (;;) {
    const byte = buffer[end]
    if (byte === 0) break
    if (byte === undefined) throw malformed('a name does not end')
    high |= byte
    hash = (hash * 31 + byte) | 0
    end++
  }
  reader.offset = end + 1
  if (high > 127) return buffer.toString('utf8', start, end)
  const slot = hash & (NAME_SLOTS - 1)
  const known = knownNames[slot]
  if (known !== undefined && isAt(known, buffer, start, end)) return known
  const name = buffer.toString('latin1', start, end)
  if (name.length <= 64) knownNames[slot] = name
  return name
}

function isAt(name: string, buffer: Buffer, start: number, end: number): boolean {
  if (name.length !== end - start) return false
  for (let i = 0; i < name.length; i++) if (name.charCodeAt(i) !== buffer[start + i]) return false
  return true
}

function readString(reader: Reader): string {
  const size = reader.buffer.readInt32LE(reader.offset)
  const start = reader.offset + 4
  const end = start + size
  if (size < 1 || end > reader.buffer.length || reader.buffer[end - 1] !== 0)
    throw malformed('a string does not end')
  reader.offset = end
  return reader.buffer.toString('utf8', start, end - 1)
}

function readValue(reader: Reader, type: number | undefined, depth: number): unknown {
  const { buffer } = reader
  const at = reader.offset
  switch (type) {
    case 0x10:
      reader.offset += 4
      return buffer.readInt32LE(at)
    case 0x02:
      return readString(reader)
    case 0x07:
      return new ObjectId(readBytes(reader, 12))
    case 0x01: {
      reader.offset += 8
      const value = buffer.readDoubleLE(at)
      return isInt32(value) ? new Double(value) : value
    }
    case 0x03:
      return readDocument(reader, depth + 1)
    case 0x04:
      return readArray(reader, depth + 1)
    case 0x08:
      reader.offset += 1
      return buffer.readUInt8(at) === 1
    case 0x09:
      reader.offset += 8
      return new Date(buffer.readInt32LE(at + 4) * 2 ** 32 + buffer.readUInt32LE(at))
    case 0x0a:
    // The deprecated type undefined compares and matches like null wherever a client could notice.
    case 0x06:
      return null
    case 0x12:
      reader.offset += 8
      return new Long(buffer.readInt32LE(at), buffer.readInt32LE(at + 4))
    default:
      return readRareValue(reader, type, depth)
  }
}

function readRareValue(reader: Reader, type: number | undefined, depth: number): unknown {
  const { buffer } = reader
  const at = reader.offset
  switch (type) {
    case 0x05:
      return readBinary(reader)
    case 0x13:
      return new Decimal128(readBytes(reader, 16))
    case 0x11:
      reader.offset += 8
      return new Timestamp({ i: buffer.readUInt32LE(at), t: buffer.readUInt32LE(at + 4) })
    case 0x0b: {
      const pattern = readCString(reader)
      return new BSONRegExp(pattern, readCString(reader))
    }
    case 0x0c: {
      const namespace = readString(reader)
      return new DBRef(namespace, new ObjectId(readBytes(reader, 12)))
    }
    case 0x0d:
      return new Code(readString(reader))
    case 0x0e:
      return new BSONSymbol(readString(reader))
    case 0x0f: {
      reader.offset += 4
      const code = readString(reader)
      return new Code(code, readDocument(reader, depth + 1))
    }
    case 0xff:
      return new MinKey()
    case 0x7f:
      return new MaxKey()
    default:
      throw malformed(`unknown type ${type}`)
  }
}

function readBinary(reader: Reader): Binary {
  const size = reader.buffer.readInt32LE(reader.offset)
  const subtype = reader.buffer.readUInt8(reader.offset + 4)
  reader.offset += 5
  if (size < 0) throw malformed('a binary value has a negative length')
  // The old generic subtype repeats its length; `bson` writes it again.
  if (subtype === Binary.SUBTYPE_BYTE_ARRAY) {
    reader.offset += 4
    return new Binary(readBytes(reader, size - 4), subtype)
  }
  return new Binary(readBytes(reader, size), subtype)
}

/** Copies the bytes: a value must not keep the whole message in memory, nor change with it. */
function readBytes(reader: Reader, length: number): Uint8Array {
  const end = reader.offset + length
  if (end > reader.buffer.length || length < 0) throw malformed('it ends too early')
  const bytes = Buffer.allocUnsafe(length)
  reader.buffer.copy(bytes, 0, reader.offset, end)
  reader.offset = end
  return bytes
}
