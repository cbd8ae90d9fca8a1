import type { Document } from './bson.ts'
import type { Collation } from './compare.ts'

export function distinctValues(docs: Iterable<Document>, path: string, _collation?: Collation): unknown[] {
  return [...new Set([...docs].map(doc => doc[path]))]
}
