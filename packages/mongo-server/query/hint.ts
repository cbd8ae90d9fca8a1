import { type Document, isDocument } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import type { Collection, Index } from '../storage/collection.ts'

/** The index that a hint names, by its name or its key pattern. Throws BadValue if there is none, or none visible. */
export function hinted(collection: Collection, hint: string | Document): Index | 'natural' | undefined {
  const natural = typeof hint === 'object' ? hint['$natural'] : undefined
  if (natural !== undefined) return 'natural'
  const found = collection.indexes.filter(
    each =>
      !each.hidden &&
      (typeof hint === 'string'
        ? each.name === hint
        : patternText(each.specification['key']) === patternText(hint)),
  )
  const [index, other] = found
  const failure = `error processing query: ns=${collection.namespace} planner returned error :: caused by ::`
  if (!index) {
    throw new MongoError('BadValue', `${failure} hint provided does not correspond to an existing index`)
  }
  if (other) {
    throw new MongoError(
      'IndexNotFound',
      `${failure} Hint matched multiple indexes, must hint by index name. Matched: ${index.name} and ${other.name}`,
    )
  }
  return index
}

function patternText(key: unknown): string {
  return JSON.stringify(
    isDocument(key) ? Object.entries(key).map(([path, value]) => [path, Number(value)]) : null,
  )
}
