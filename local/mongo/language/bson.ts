import { deserialize, serialize } from 'bson'

/** A decoded BSON document or subdocument: a plain object whose fields keep their order. */
export type Document = { [field: string]: unknown }

export function decode(bytes: Uint8Array): Document {
  return deserialize(bytes, { promoteLongs: false, bsonRegExp: true })
}

export function encode(doc: Document): Uint8Array {
  return serialize(doc, { ignoreUndefined: true })
}
