import type { Document } from '../language/values/bson.ts'
import type { Catalog } from './catalog.ts'
import type { Collection, Index } from './collection.ts'
import { allEntries, duplicateKey, type IndexEntry } from './entries.ts'
import { integer, tableSql } from './sqlite.ts'
import type { Store } from './store.ts'
import type { View } from './view.ts'

/** A transaction that holds locks; `finished` resolves when it has committed or aborted. */
export interface Holder {
  finished: Promise<void>
}

/** Thrown before anything is written. The writer waits for the holder and tries again, or gives up. */
export class LockConflict extends Error {
  readonly holder: Holder
  constructor(holder: Holder) {
    super('a transaction holds the lock')
    this.holder = holder
  }
}

/** Locks on documents and on unique keys. Only transactions hold them; single writes are atomic by themselves. */
export type Locks = Map<string, Holder>

export interface Writer {
  /** What this writer sees, its own writes included. */
  view: View
  insert(collection: Collection, document: Document, bytes: Uint8Array): void
  update(collection: Collection, rid: number, before: Document, after: Document, bytes: Uint8Array): void
  remove(collection: Collection, rid: number, before: Document): void
}

export type Entries = Map<Index, IndexEntry[]>

const sql = tableSql({
  addEntry: table => `INSERT INTO ${table} (key, rid, fields) VALUES (?, ?, ?)`,
  addMissingEntry: table => `INSERT OR IGNORE INTO ${table} (key, rid, fields) VALUES (?, ?, ?)`,
  removeEntry: table => `DELETE FROM ${table} WHERE key = ? AND rid = ?`,
  changeEntry: table => `UPDATE ${table} SET fields = ? WHERE key = ? AND rid = ?`,
  holders: table => `SELECT rid FROM ${table} WHERE key = ? LIMIT 2`,
  insert: table => `INSERT INTO ${table} (rid, document) VALUES (?, ?)`,
  update: table => `UPDATE ${table} SET document = ? WHERE rid = ?`,
  remove: table => `DELETE FROM ${table} WHERE rid = ?`,
})

export type TableWrites = ReturnType<typeof tableWrites>

export function documentLock(collection: Collection, rid: number): string {
  return `document ${collection.id} ${rid}`
}

export function keyLock(index: Index, key: Uint8Array): string {
  return `key ${index.id} ${Buffer.from(key.buffer, key.byteOffset, key.byteLength).toString('latin1')}`
}

/** Writes what is already known to be free of conflicts into the tables. */
export function tableWrites(store: Store) {
  const { main } = store

  function addEntry(index: Index, entry: IndexEntry, rid: number): void {
    main.run(sql(index.table, 'addEntry'), entry.key, rid, entry.fields)
  }

  return {
    insert(collection: Collection, rid: number, bytes: Uint8Array, entries: Entries): void {
      store.begin()
      main.run(sql(collection.table, 'insert'), rid, bytes)
      for (const [index, list] of entries) for (const entry of list) addEntry(index, entry, rid)
      collection.count++
    },
    update(collection: Collection, rid: number, bytes: Uint8Array, before: Entries, after: Entries): void {
      store.begin()
      main.run(sql(collection.table, 'update'), bytes, rid)
      for (const [index, list] of after) {
        const old = before.get(index) ?? []
        for (const entry of old) {
          if (list.some(kept => sameBytes(kept.key, entry.key))) continue
          main.run(sql(index.table, 'removeEntry'), entry.key, rid)
        }
        for (const entry of list) {
          const kept = old.find(each => sameBytes(each.key, entry.key))
          if (!kept) addEntry(index, entry, rid)
          else if (!(kept.fields && entry.fields && sameBytes(kept.fields, entry.fields))) {
            // The same key for another value (1 and 1.0, or `a` and `A` under a collation).
            main.run(sql(index.table, 'changeEntry'), entry.fields, entry.key, rid)
          }
        }
      }
    },
    remove(collection: Collection, rid: number, before: Entries): void {
      store.begin()
      main.run(sql(collection.table, 'remove'), rid)
      for (const [index, list] of before) {
        for (const entry of list) {
          main.run(sql(index.table, 'removeEntry'), entry.key, rid)
        }
      }
      collection.count--
    },
    /** For building an index, when a write may have added the entry already. */
    addEntry(index: Index, entry: IndexEntry, rid: number): void {
      store.begin()
      main.run(sql(index.table, 'addMissingEntry'), entry.key, rid, entry.fields)
    },
    /** The records that have this key in the committed state or the open group. */
    holders(index: Index, key: Uint8Array): number[] {
      return main.all(sql(index.table, 'holders'), key).map(row => integer(row, 'rid'))
    },
  }
}

/** Single writes outside of transactions. Each call checks everything first, then writes, so it is atomic. */
export function directWriter(catalog: Catalog, tables: TableWrites, locks: Locks, view: View): Writer {
  function assertFree(lock: string): void {
    const holder = locks.get(lock)
    if (holder) throw new LockConflict(holder)
  }

  function assertUnique(collection: Collection, entries: Entries, rid: number | undefined): void {
    for (const [index, list] of entries) {
      if (!index.unique) continue
      for (const entry of list) {
        if (locks.size > 0) assertFree(keyLock(index, entry.key))
        const other = tables.holders(index, entry.key).find(holder => holder !== rid)
        if (other === undefined) continue
        assertFree(documentLock(collection, other))
        throw duplicateKey(index, entry.values)
      }
    }
  }

  return {
    view,
    insert(collection, document, bytes) {
      const entries = allEntries(catalog, collection.indexes, document)
      assertUnique(collection, entries, undefined)
      tables.insert(collection, collection.nextRid++, bytes, entries)
    },
    update(collection, rid, before, after, bytes) {
      assertFree(documentLock(collection, rid))
      const entries = allEntries(catalog, collection.indexes, after)
      assertUnique(collection, entries, rid)
      tables.update(collection, rid, bytes, allEntries(catalog, collection.indexes, before), entries)
    },
    remove(collection, rid, before) {
      assertFree(documentLock(collection, rid))
      tables.remove(collection, rid, allEntries(catalog, collection.indexes, before))
    },
  }
}

function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
  return Buffer.compare(a, b) === 0
}
