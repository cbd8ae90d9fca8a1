import type { Document } from './bson.ts'
import { type Collation, compare } from './compare.ts'

export function compileSort(spec: Document, collation?: Collation): (a: Document, b: Document) => number {
  const fields = Object.entries(spec)
  return (a, b) => {
    for (const [field, direction] of fields) {
      const order = compare(a[field], b[field], collation)
      if (order !== 0) return Number(direction) < 0 ? -order : order
    }
    return 0
  }
}
