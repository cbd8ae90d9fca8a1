import { type Document, decode } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import type { Catalog } from '../storage/catalog.ts'
import type { Collection } from '../storage/collection.ts'
import { allEntries, duplicateKey } from '../storage/entries.ts'
import type { Store } from '../storage/store.ts'
import { connectionView, type View } from '../storage/view.ts'
import {
  documentLock,
  type Entries,
  type Holder,
  keyLock,
  type Locks,
  type TableWrites,
  type Writer,
} from '../storage/writer.ts'
import { type Change, type Changes, overlayView } from './overlay.ts'

export interface Transaction extends Holder {
  number: number
  session: string
  state: 'in progress' | 'committed' | 'aborted'
  startedAt: number
  view: View
  writer: Writer
  /** The level that its first statement asked for. */
  readConcern: string
  /** A collection as of the snapshot, or made since by the transaction itself. Fails if it has changed meanwhile. */
  collection(database: string, name: string): Collection | undefined
  /** Makes a collection that others see once the transaction has committed. */
  create(database: string, name: string, options: Document): Collection
  hasChanged(collection: Collection): boolean
  commit(): void
  abort(): void
}

export interface TransactionParts {
  store: Store
  catalog: Catalog
  tables: TableWrites
  locks: Locks
  main: View
}

/**
 * A transaction reads a SQLite snapshot (WAL) with its own changes laid over it. It locks each document that it
 * changes and each unique key that it takes. It fails at once if another transaction holds the lock or has written
 * since the snapshot. When it commits, it writes its changes into the tables in one SQLite transaction.
 */
export function startTransaction(parts: TransactionParts, session: string, number: number): Transaction {
  const { store, catalog, tables, locks, main } = parts
  const snapshot = store.snapshot()
  const startVersion = catalog.version
  const changes: Changes = new Map()
  const held = new Set<string>()
  const ownKeys = new Map<string, number>()
  const drafts = new Map<string, Collection>()
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  // A command may still be running when its transaction expires. Then the snapshot belongs to another transaction.
  function assertActive(): void {
    if (transaction.state === 'in progress') return
    throw new MongoError('NoSuchTransaction', `Transaction ${number} has been ${transaction.state}.`)
  }
  const base = connectionView(snapshot.connection, collection => {
    assertActive()
    return collection.createdVersion <= startVersion
  })
  const view = overlayView(base, changes)

  function lock(name: string): void {
    assertActive()
    const holder = locks.get(name)
    if (holder === transaction) return
    if (holder) throw writeConflict('another transaction has changed the document')
    locks.set(name, transaction)
    held.add(name)
  }

  function lockDocument(collection: Collection, rid: number): void {
    lock(documentLock(collection, rid))
    if (collection.draft || changes.get(collection)?.has(rid)) return
    const now = main.document(collection, rid)
    const then = base.document(collection, rid)
    const same = now && then ? Buffer.compare(now, then) === 0 : now === then
    if (!same) throw writeConflict('the document has changed since the transaction started')
  }

  function takeKeys(collection: Collection, entries: Entries, rid: number): void {
    const own = changes.get(collection)
    for (const [index, list] of entries) {
      if (!index.unique) continue
      for (const entry of list) {
        const name = keyLock(index, entry.key)
        const mine = ownKeys.get(name)
        if (mine !== undefined && mine !== rid) throw duplicateKey(index, entry.values)
        for (const other of collection.draft ? [] : tables.holders(index, entry.key)) {
          if (other === rid || own?.has(other)) continue
          if (locks.has(documentLock(collection, other))) {
            throw writeConflict('another transaction is changing the document with this key')
          }
          if (!base.document(collection, other)) {
            throw writeConflict('a document with this key was inserted since the transaction started')
          }
          throw duplicateKey(index, entry.values)
        }
        lock(name)
        ownKeys.set(name, rid)
      }
    }
  }

  function giveUpKeys(entries: Entries, kept: Entries | undefined): void {
    for (const [index, list] of entries) {
      for (const entry of list) {
        const stays = kept?.get(index)?.some(each => Buffer.compare(each.key, entry.key) === 0)
        if (!stays) ownKeys.delete(keyLock(index, entry.key))
      }
    }
  }

  function put(collection: Collection, rid: number, after: Uint8Array | undefined, entries: Entries): void {
    let own = changes.get(collection)
    if (!own) {
      own = new Map()
      changes.set(collection, own)
    }
    const known = own.get(rid)
    const before = known ? known.before : base.document(collection, rid)
    if (known) giveUpKeys(known.entries, entries)
    if (!before && !after) own.delete(rid)
    else own.set(rid, { before, after, entries })
  }

  const writer: Writer = {
    view,
    insert(collection, document, bytes) {
      const entries = allEntries(catalog, collection.indexes, document)
      const rid = collection.nextRid++
      takeKeys(collection, entries, rid)
      lock(documentLock(collection, rid))
      put(collection, rid, bytes, entries)
    },
    update(collection, rid, _before, after, bytes) {
      lockDocument(collection, rid)
      const entries = allEntries(catalog, collection.indexes, after)
      takeKeys(collection, entries, rid)
      put(collection, rid, bytes, entries)
    },
    remove(collection, rid) {
      lockDocument(collection, rid)
      put(collection, rid, undefined, new Map())
    },
  }

  function apply(collection: Collection, rid: number, change: Change): void {
    const old = change.before && allEntries(catalog, collection.indexes, decode(change.before))
    if (change.after && old) tables.update(collection, rid, change.after, old, change.entries)
    else if (change.after) tables.insert(collection, rid, change.after, change.entries)
    else if (old) tables.remove(collection, rid, old)
  }

  function end(state: 'committed' | 'aborted'): void {
    transaction.state = state
    snapshot.release()
    for (const name of held) locks.delete(name)
    changes.clear()
    drafts.clear()
    finish()
  }

  /** Another client may have created a collection of this name since the snapshot. */
  function assertNotThere(collection: Collection | undefined): void {
    if (collection) throw writeConflict(`${collection.namespace} was created since the transaction started`)
  }

  function publishDrafts(): void {
    try {
      for (const { database, name } of drafts.values()) assertNotThere(catalog.collection(database, name))
    } catch (error) {
      end('aborted')
      throw error
    }
    for (const draft of drafts.values()) catalog.publish(draft)
  }

  const transaction: Transaction = {
    number,
    session,
    state: 'in progress',
    startedAt: Date.now(),
    finished,
    view,
    writer,
    readConcern: 'local',
    collection(database, name) {
      const own = drafts.get(`${database}.${name}`)
      if (own) return own
      const found = catalog.collection(database, name)
      const made = found !== undefined && found.createdVersion > startVersion
      if (
        catalog.removedVersion(database, name) > startVersion ||
        (found && !made && found.version > startVersion)
      ) {
        throw new MongoError(
          'SnapshotUnavailable',
          `Unable to read from a snapshot due to pending collection catalog changes; please retry the operation. ${database}.${name}`,
        )
      }
      if (made) return undefined
      return found
    },
    create(database, name, options) {
      assertActive()
      assertNotThere(catalog.collection(database, name))
      const draft = catalog.draft(database, name, options)
      drafts.set(draft.namespace, draft)
      return draft
    },
    hasChanged: collection => (changes.get(collection)?.size ?? 0) > 0,
    commit() {
      if (transaction.state !== 'in progress') return
      publishDrafts()
      // Removals first: a unique key may have moved from one document to another. The same goes for updates.
      const inserts: [Collection, number, Change][] = []
      for (const [collection, own] of changes) {
        for (const [rid, change] of own) {
          if (change.before) apply(collection, rid, change)
          else inserts.push([collection, rid, change])
        }
      }
      for (const [collection, rid, change] of inserts) apply(collection, rid, change)
      end('committed')
    },
    abort() {
      if (transaction.state === 'in progress') end('aborted')
    },
  }
  return transaction
}

function writeConflict(what: string): MongoError {
  return new MongoError(
    'WriteConflict',
    `Caused by :: Write conflict during plan execution and yielding is disabled. :: Please retry your operation or multi-document transaction. (${what})`,
  )
}
