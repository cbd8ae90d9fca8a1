import type { Collection, Db } from 'mongodb'
import { database } from '#shared/runtime/database/connection.ts'

/** For emails and usernames: they are kept as they were written and compared without case. */
export const CASE_INSENSITIVE = { locale: 'en', strength: 2 } as const

/** A collection of the database, to be called when it is needed: `await reels().findOne(…)`. */
export interface DefinedCollection<Document extends object> {
  (): Collection<Document>
  readonly collectionName: string
}

/**
 * Names a collection. What every visitor needs is read and written through collections: Mongoose takes a fifth of a cold
 * start, so functions that need no model do not carry it. A collection casts nothing: ids must be ObjectIds, times must be
 * dates, and every field must be given that a model would fill in.
 */
export function defineCollection<Document extends object>(
  collectionName: string,
): DefinedCollection<Document> {
  let made: { db: Db; collection: Collection<Document> } | undefined
  const collection = () => {
    const db = database()
    if (made?.db !== db) made = { db, collection: db.collection<Document>(collectionName) }
    return made.collection
  }
  return Object.assign(collection, { collectionName })
}
