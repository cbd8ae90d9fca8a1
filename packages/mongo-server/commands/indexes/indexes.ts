import { type Document, decode, encode, isDocument } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import type { Collection, Index } from '../../storage/collection.ts'
import { duplicateKey, entriesOf } from '../../storage/entries.ts'
import type { Transaction } from '../../transactions/transaction.ts'
import { argumentsOf, assertKnownFields, refuse } from '../context/arguments.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import {
  assertCatalogTransaction,
  ensureCollection,
  findCollection,
  targetName,
} from '../context/namespaces.ts'
import { nextTurn } from '../context/turns.ts'
import { openCursor } from '../reading/cursors.ts'
import { existingIndex, indexSpecification } from './index-specification.ts'

const builds = new WeakMap<Index, Promise<void>>()

export const indexCommands: Commands = {
  createIndexes: {
    known: ['indexes', 'commitQuorum', 'rawData'],
    inTransaction: true,
    run: createIndexes,
  },
  dropIndexes: { known: ['index', 'rawData'], run: dropIndexes },
  deleteIndexes: { known: ['index'], run: dropIndexes },
  listIndexes: { known: ['cursor', 'includeIndexBuildInfo', 'rawData'], run: listIndexes },
}

/** Changes of a collection wait for the transactions that have written to it. */
export async function whenUnlocked(context: Context, collection: Collection): Promise<void> {
  for (;;) {
    const blocking = context.server.sessions.active().find(each => each.hasChanged(collection))
    if (!blocking) return
    await blocking.finished
  }
}

export function indexNamed(collection: Collection, wanted: string | Document): Index {
  const found = collection.indexes.filter(index =>
    typeof wanted === 'string'
      ? index.name === wanted
      : isDocument(index.specification['key']) && keyText(index.specification['key']) === keyText(wanted),
  )
  const [index] = found
  if (found.length > 1) {
    throw new MongoError(181, 'several indexes have this key pattern; name one')
  }
  if (!index) {
    const text = typeof wanted === 'string' ? `with name [${wanted}]` : `with key: ${JSON.stringify(wanted)}`
    throw new MongoError('IndexNotFound', `index not found ${text}`)
  }
  return index
}

function assertThere(collection: Collection, index: Index): void {
  if (!collection.dropped && collection.indexes.includes(index)) return
  throw new MongoError(276, `the index ${index.name} was dropped while it was built`)
}

/**
 * Puts all documents into a new index, letting others have their turn. Their writes keep the index already, so
 * what is still to come may be in it when its turn comes; the planner does not use it before it is complete.
 */
async function build(context: Context, collection: Collection, index: Index): Promise<void> {
  const { catalog, tables } = context.server
  let after: number | undefined
  let turn = performance.now()
  do {
    assertThere(collection, index)
    const chunk = context.server.view.documents(collection, 1, after, 256)
    for (const { rid, document } of chunk.rows) {
      for (const entry of entriesOf(catalog, index, decode(document))) {
        const holders = index.unique ? tables.holders(index, entry.key) : []
        if (holders.some(holder => holder !== rid)) throw duplicateKey(index, entry.values)
        tables.addEntry(index, entry, rid)
      }
    }
    after = chunk.next
    if (performance.now() - turn > 10) {
      await nextTurn()
      turn = performance.now()
    }
  } while (after !== undefined)
  assertThere(collection, index)
  catalog.finishIndex(index)
}

async function createIndexes(context: Context): Promise<Reply> {
  refuse(context.command, 'createIndexes', ['rawData'])
  const given = context.arguments.documents('indexes')
  if (!given || given.length === 0) {
    throw new MongoError('BadValue', 'Must specify at least one index to create')
  }
  assertCatalogTransaction(context)
  const created = findCollection(context) === undefined
  const wanted = given.map(each => indexSpecification(each, findCollection(context)))
  const collection = ensureCollection(context)
  if (context.transaction)
    return createInTransaction(context, context.transaction, collection, wanted, created)
  await whenUnlocked(context, collection)
  if (collection.dropped) throw new MongoError('NamespaceNotFound', 'the collection was dropped meanwhile')
  const before = collection.indexes.length
  const added: Index[] = []
  try {
    for (const specification of wanted) {
      const existing = existingIndex(collection, specification)
      if (existing) {
        await builds.get(existing)
        continue
      }
      const index = context.server.catalog.addIndex(collection, specification, true)
      added.push(index)
      const built = build(context, collection, index)
      builds.set(index, built)
      await built
    }
  } catch (error) {
    for (const index of added) {
      if (!collection.dropped && collection.indexes.includes(index)) context.server.catalog.dropIndex(index)
    }
    throw error
  }
  return createdReply(collection, created ? 1 : before, created, added.length)
}

function createdReply(collection: Collection, before: number, created: boolean, added: number): Reply {
  return {
    fields: {
      numIndexesBefore: before,
      numIndexesAfter: collection.indexes.length,
      createdCollectionAutomatically: created,
      ...(added === 0 ? { note: 'all indexes already exist' } : {}),
    },
  }
}

/** Nothing has to be read for such an index: its collection comes from the same transaction and is empty. */
function createInTransaction(
  context: Context,
  transaction: Transaction,
  collection: Collection,
  wanted: Document[],
  created: boolean,
): Reply {
  const before = collection.indexes.length
  let added = 0
  for (const specification of wanted) {
    if (existingIndex(collection, specification)) continue
    const empty = collection.draft && transaction.view.countDocuments(collection) === 0
    if (!empty) {
      throw new MongoError(
        'OperationNotSupportedInTransaction',
        `Cannot create new indexes on ${collection.draft ? 'non-empty' : 'existing'} collection ${collection.namespace} in a multi-document transaction.`,
      )
    }
    context.server.catalog.addIndex(collection, specification)
    added++
  }
  return createdReply(collection, before, created, added)
}

function existing(context: Context): Collection {
  const collection = findCollection(context)
  if (collection) return collection
  throw new MongoError('NamespaceNotFound', `ns does not exist: ${context.database}.${targetName(context)}`)
}

function keyText(key: Document): string {
  return JSON.stringify(Object.entries(key).map(([path, value]) => [path, numberOf(value) ?? value]))
}

async function dropIndexes(context: Context): Promise<Reply> {
  const collection = existing(context)
  await whenUnlocked(context, collection)
  const nIndexesWas = collection.indexes.length
  const wanted = context.command['index']
  let dropped: Index[]
  if (wanted === '*') dropped = collection.indexes.slice(1)
  else if (typeof wanted === 'string') dropped = [indexNamed(collection, wanted)]
  else if (Array.isArray(wanted)) dropped = wanted.map(each => indexNamed(collection, String(each)))
  else if (isDocument(wanted)) dropped = [indexNamed(collection, wanted)]
  else
    throw new MongoError('TypeMismatch', "BSON field 'dropIndexes.index' must be a string, object or array")
  if (dropped.some(index => index.name === '_id_')) {
    throw new MongoError('InvalidOptions', 'cannot drop _id index')
  }
  for (const index of dropped) context.server.catalog.dropIndex(index)
  return { fields: { nIndexesWas } }
}

function listIndexes(context: Context): Promise<Reply> {
  const collection = existing(context)
  const cursor = context.arguments.document('cursor') ?? {}
  assertKnownFields(cursor, 'listIndexes.cursor', ['batchSize'])
  const withBuilds = context.arguments.boolean('includeIndexBuildInfo') ?? false
  return openCursor(
    context,
    collection.namespace,
    collection.indexes.map(({ specification }) =>
      encode(withBuilds ? { spec: specification } : specification),
    ),
    { batchSize: argumentsOf('listIndexes.cursor', cursor).nonNegative('batchSize') },
  )
}
