import { compare as mingoCompare } from 'mingo/util'
import type { Document } from './bson.ts'

export type Collation = { locale: string; strength: 1 | 2 | 3 }

export function parseCollation(_doc: Document | undefined): Collation | undefined {
  return undefined
}

export function compare(a: unknown, b: unknown, _collation?: Collation): number {
  return mingoCompare(a, b)
}
