import type { Document } from './bson.ts'

export function compileProjection(_projection: Document, _filter?: Document): (doc: Document) => Document {
  return doc => doc
}
