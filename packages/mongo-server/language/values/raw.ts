import { MongoError } from './errors.ts'

/** Sizes of BSON values with a fixed length, by type byte; the others carry their length. */
const FIXED_SIZES: Partial<Record<number, number>> = {
  1: 8,
  6: 0,
  7: 12,
  8: 1,
  9: 8,
  10: 0,
  16: 4,
  17: 8,
  18: 8,
  19: 16,
  127: 0,
  255: 0,
}

export interface RawElement {
  name: string
  type: number
  value: Uint8Array
}

/** Walks the top level of a BSON document without decoding its values. */
export function* rawElements(bytes: Uint8Array): Generator<RawElement> {
  const buffer = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)
  let at = 4
  while (at < buffer.length && buffer[at] !== 0) {
    const type = buffer[at] ?? 0
    const nameEnd = cStringEnd(buffer, at + 1)
    const size = valueSize(buffer, type, nameEnd + 1)
    const end = nameEnd + 1 + size
    if (size < 0 || end >= buffer.length) {
      throw new MongoError('InvalidBSON', 'a value runs past the end of the BSON')
    }
    const name = buffer.toString('utf8', at + 1, nameEnd)
    yield { name, type, value: buffer.subarray(nameEnd + 1, end) }
    at = end
  }
}

/** The documents of an array field of a command, still as bytes. */
export function rawDocuments(command: Uint8Array, field: string): Uint8Array[] | undefined {
  for (const element of rawElements(command)) {
    if (element.name !== field || element.type !== 4) continue
    const documents: Uint8Array[] = []
    for (const item of rawElements(element.value)) {
      if (item.type !== 3) throw new MongoError('TypeMismatch', `'${field}' must be an array of documents`)
      documents.push(item.value)
    }
    return documents
  }
  return undefined
}

export function rawArray(documents: Uint8Array[]): Buffer {
  const parts: Uint8Array[] = []
  for (const [position, document] of documents.entries())
    parts.push(...element(3, String(position), document))
  return enclose(parts)
}

/** The same document with only the elements whose names `keeps` accepts. */
export function selectFields(document: Uint8Array, keeps: (name: string) => boolean): Buffer {
  const parts = [...rawElements(document)].filter(({ name }) => keeps(name))
  return enclose(parts.flatMap(({ type, name, value }) => element(type, name, value)))
}

/** Puts raw fields in front of the fields of an encoded document. */
export function withRawFields(
  fields: { name: string; type: 3 | 4; value: Uint8Array }[],
  document: Uint8Array,
): Buffer {
  const parts: Uint8Array[] = []
  for (const field of fields) parts.push(...element(field.type, field.name, field.value))
  parts.push(document.subarray(4, document.length - 1))
  return enclose(parts)
}

/** The same document with the element called `name` first; the bytes themselves if it is there already. */
export function withFirst(document: Uint8Array, name: string): Uint8Array {
  let first = true
  for (const found of rawElements(document)) {
    if (found.name === name) {
      if (first) return document
      const rest = [...rawElements(document)].filter(other => other.name !== name)
      return enclose([found, ...rest].flatMap(each => element(each.type, each.name, each.value)))
    }
    first = false
  }
  return document
}

function cStringEnd(bytes: Uint8Array, from: number): number {
  const end = bytes.indexOf(0, from)
  if (end < 0) throw new MongoError('InvalidBSON', 'a name in the BSON has no end')
  return end
}

function valueSize(bytes: Buffer, type: number, at: number): number {
  const fixed = FIXED_SIZES[type]
  if (fixed !== undefined) return fixed
  if (type === 11) return cStringEnd(bytes, cStringEnd(bytes, at) + 1) + 1 - at
  if (at + 4 > bytes.length) throw new MongoError('InvalidBSON', 'a value runs past the end of the BSON')
  const length = bytes.readInt32LE(at)
  if (type === 3 || type === 4 || type === 15) return length
  if (type === 2 || type === 13 || type === 14) return length + 4
  if (type === 5) return length + 5
  if (type === 12) return length + 16
  throw new MongoError('InvalidBSON', `unknown BSON type ${type}`)
}

function element(type: number, name: string, value: Uint8Array): Buffer[] {
  return [
    Buffer.of(type),
    Buffer.from(`${name}\0`, 'utf8'),
    Buffer.from(value.buffer, value.byteOffset, value.byteLength),
  ]
}

function enclose(parts: Uint8Array[]): Buffer {
  let length = 5
  for (const part of parts) length += part.length
  const header = Buffer.alloc(4)
  header.writeInt32LE(length)
  return Buffer.concat([header, ...parts, Buffer.of(0)], length)
}
