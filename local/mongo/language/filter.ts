import { Query } from 'mingo'
import type { Document } from './bson.ts'
import type { Collation } from './compare.ts'

export type FilterOptions = {
  collation?: Collation | undefined
  variables?: Document | undefined
  now?: Date | undefined
}

export function compileFilter(filter: Document, _options: FilterOptions = {}): (doc: Document) => boolean {
  const query = new Query(filter)
  return doc => query.test(doc)
}
