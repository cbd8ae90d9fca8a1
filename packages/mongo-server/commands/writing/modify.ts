import { ObjectId } from 'bson'
import { compileFilter } from '../../language/filters/filter.ts'
import { assertUpsertedId } from '../../language/updates/field-names.ts'
import { applyUpdate, isReplacement, type Update, upsertSeed } from '../../language/updates/update.ts'
import { type Document, decode, encode } from '../../language/values/bson.ts'
import type { Collation } from '../../language/values/collation.ts'
import { MongoError } from '../../language/values/errors.ts'
import { type FindQuery, type Found, firstWithin, foundRecords, planFind } from '../../query/find.ts'
import { assertThere } from '../../query/scan.ts'
import type { Collection } from '../../storage/collection.ts'
import type { Context } from '../context/context.ts'
import { LARGEST_DOCUMENT } from '../context/limits.ts'
import { withLocks } from '../context/locks.ts'
import { LONGEST_TURN, pull, startTurns } from '../context/turns.ts'

/** One update, delete or the writing half of findAndModify. */
export interface Modification {
  filter: Document
  update: Update | undefined
  multi: boolean
  upsert: boolean
  arrayFilters: Document[] | undefined
  collation: Collation | undefined
  hint: string | Document | undefined
  sort: Document | undefined
  variables: Document | undefined
}

export interface Modified {
  matched: number
  modified: number
  upsertedId?: unknown
  upserted: boolean
  /** For a single modification: the document before and after it. */
  before?: Document | undefined
  after?: Document | undefined
}

/**
 * Changes, replaces or removes the first match, or inserts what the upsert describes. Finding and writing are
 * one step, so no other client comes between them, unless the search takes long: then the others have their turns,
 * and what was found is written only if it still matches. `record` runs in the step that writes, for retryable writes.
 */
export async function modifyOne(
  context: Context,
  collectionOf: (create: boolean) => Collection | undefined,
  modification: Modification,
  record: (result: Modified) => void,
): Promise<Modified> {
  function write(collection: Collection | undefined, found: Found | undefined): Modified {
    const now = new Date()
    let result: Modified = { matched: 0, modified: 0, upserted: false }
    if (found && collection) result = change(context, collection, modification, found, now)
    else if (modification.upsert && collection) result = insertUpsert(context, collection, modification, now)
    record(result)
    return result
  }

  for (;;) {
    const step = await withLocks(context, () => {
      const collection = collectionOf(modification.upsert)
      const plan = planFind(context.view, collection, queryOf(modification))
      const search = foundRecords(context.view, plan)
      const first = firstWithin(search, LONGEST_TURN)
      return first ? { result: write(collection, first.found) } : { collection, search }
    })
    if (step.result) return step.result
    const { collection, search } = step
    const candidates: Found[] = []
    await pull(context, search, found => candidates.push(found) < 1)
    const [candidate] = candidates
    const result = await withLocks(context, () => {
      if (!candidate || !collection) return write(collectionOf(modification.upsert), undefined)
      const found = stillMatching(context, collection, modification, candidate.rid)
      return found && write(collection, found)
    })
    if (result) return result
  }
}

/**
 * Changes or removes all matches, one by one. Other clients have their turns in between, as on a real server: they
 * see some documents changed and others not yet, and a document that no longer matches is left alone.
 */
export async function modifyMany(
  context: Context,
  collectionOf: (create: boolean) => Collection | undefined,
  modification: Modification,
): Promise<Modified> {
  const collection = collectionOf(modification.upsert)
  const result: Modified = { matched: 0, modified: 0, upserted: false }
  const now = new Date()
  const plan = planFind(context.view, collection, queryOf(modification))
  const rids: number[] = []
  await pull(context, foundRecords(context.view, plan)[Symbol.iterator](), ({ rid }) => rids.push(rid) > 0)
  const matches = compileFilter(modification.filter, {
    collation: modification.collation,
    variables: modification.variables,
  })
  if (collection) {
    const endTurn = startTurns(context)
    for (const rid of rids) {
      await endTurn()
      const one = await withLocks(context, () => {
        assertThere(collection)
        const bytes = context.view.document(collection, rid)
        const document = bytes && decode(bytes)
        if (!bytes || !document || !matches(document)) return undefined
        return change(context, collection, modification, { rid, bytes, document }, now)
      })
      result.matched += one?.matched ?? 0
      result.modified += one?.modified ?? 0
    }
  }
  if (result.matched === 0 && modification.upsert) {
    return withLocks(context, () => {
      const target = collectionOf(true)
      return target ? insertUpsert(context, target, modification, now) : result
    })
  }
  return result
}

function encodeWithinLimit(document: Document): Uint8Array {
  const bytes = encode(document)
  if (bytes.length > LARGEST_DOCUMENT) {
    throw new MongoError(
      'DocumentTooLarge',
      `Resulting document after update is larger than ${LARGEST_DOCUMENT}: ${bytes.length}`,
    )
  }
  return bytes
}

function queryOf(modification: Modification): FindQuery {
  return {
    filter: modification.filter,
    sort: modification.sort,
    collation: modification.collation,
    hint: modification.hint,
    variables: modification.variables,
    limit: modification.multi ? undefined : 1,
  }
}

function updated(modification: Modification, document: Document, now: Date, insert = false): Document {
  if (modification.update === undefined) throw new MongoError('InternalError', 'there is no update to apply')
  return applyUpdate(document, modification.update, {
    arrayFilters: modification.arrayFilters,
    filter: modification.filter,
    insert,
    collation: modification.collation,
    variables: modification.variables,
    now,
  })
}

function withId(document: Document): Document {
  if (document['_id'] === undefined) return { _id: new ObjectId(), ...document }
  if (Object.keys(document)[0] === '_id') return document
  const { _id, ...rest } = document
  return { _id, ...rest }
}

function change(
  context: Context,
  collection: Collection,
  modification: Modification,
  found: { rid: number; bytes: Uint8Array; document?: Document | undefined },
  now: Date,
): Modified {
  const before = found.document ?? decode(found.bytes)
  if (modification.update === undefined) {
    context.writer.remove(collection, found.rid, before)
    return { matched: 1, modified: 1, upserted: false, before }
  }
  const after = updated(modification, before, now)
  const bytes = encodeWithinLimit(after)
  if (Buffer.compare(bytes, found.bytes) === 0) {
    return { matched: 1, modified: 0, upserted: false, before, after: before }
  }
  context.writer.update(collection, found.rid, before, after, bytes)
  return { matched: 1, modified: 1, upserted: false, before, after }
}

function insertUpsert(
  context: Context,
  collection: Collection,
  modification: Modification,
  now: Date,
): Modified {
  const { update } = modification
  const replacement = update !== undefined && isReplacement(update)
  const after = withId(updated(modification, upsertSeed(modification.filter, { replacement }), now, true))
  assertUpsertedId(after['_id'])
  context.writer.insert(collection, after, encodeWithinLimit(after))
  return { matched: 0, modified: 0, upserted: true, upsertedId: after['_id'], after }
}

/** The record as it is now, if it is there and the filter takes it. */
function stillMatching(
  context: Context,
  collection: Collection,
  modification: Modification,
  rid: number,
): Found | undefined {
  assertThere(collection)
  const bytes = context.view.document(collection, rid)
  const document = bytes && decode(bytes)
  const matches = compileFilter(modification.filter, {
    collation: modification.collation,
    variables: modification.variables,
  })
  return bytes && document && matches(document) ? { rid, bytes, document } : undefined
}
