import { update as mingoUpdate } from 'mingo/updater'
import type { Document } from './bson.ts'
import type { Collation } from './compare.ts'

export type Update = Document | Document[]

export type UpdateOptions = {
  arrayFilters?: Document[] | undefined
  /** The query filter: the positional `$` finds the matched element through it. */
  filter?: Document | undefined
  /** True when the update makes a new document of an upsert: `$setOnInsert` applies. */
  insert?: boolean | undefined
  collation?: Collation | undefined
  now?: Date | undefined
  /** `let` of the command, for pipeline updates. */
  variables?: Document | undefined
}

export function isReplacement(update: Update): boolean {
  return !Array.isArray(update) && !Object.keys(update)[0]?.startsWith('$')
}

export function validateUpdate(
  _update: Update,
  _options: { multi?: boolean; arrayFilters?: Document[] } = {},
): void {}

export function applyUpdate(doc: Document, update: Update, _options: UpdateOptions = {}): Document {
  const copy = structuredClone(doc)
  if (Array.isArray(update)) return copy
  if (isReplacement(update)) return { _id: doc['_id'], ...update }
  mingoUpdate(copy, update as never)
  return copy
}

export function upsertSeed(_filter: Document): Document {
  return {}
}
