import type { Document } from './bson.ts'
import type { Collation } from './collation.ts'
import { hashKey } from './key-bytes.ts'
import { anyValueAt } from './paths.ts'

/** The distinct values at a path in order of appearance; arrays count as their items (manual: "distinct"). */
export function distinctValues(docs: Iterable<Document>, path: string, collation?: Collation): unknown[] {
  const components = path.split('.')
  const values = new Map<string, unknown>()
  for (const doc of docs) {
    anyValueAt(doc, components, value => {
      for (const item of Array.isArray(value) ? value : [value]) {
        if (item === undefined) continue
        const key = hashKey(item, collation)
        if (!values.has(key)) values.set(key, item)
      }
      return false
    })
  }
  return [...values.values()]
}
