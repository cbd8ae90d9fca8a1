import { randomUUID } from 'node:crypto'
import { UUID } from 'bson'
import { type Document, decode, encode } from '../language/values/bson.ts'
import { type Collection, flagsOf, type Index, loadIndex, newCollection } from './collection.ts'
import { blob, integer, text } from './sqlite.ts'
import type { Store } from './store.ts'

export interface Catalog {
  /** Increases with each change of collections or indexes. Transactions compare it with the one of their snapshot. */
  readonly version: number
  collection(database: string, name: string): Collection | undefined
  collections(database?: string): Collection[]
  /** The version in which a collection of this name was last dropped or renamed; 0 if that has not happened. */
  removedVersion(database: string, name: string): number
  create(database: string, name: string, options: Document): Collection
  /** A collection that nobody else sees until it is published, and that leaves nothing behind if it is not. */
  draft(database: string, name: string, options: Document): Collection
  publish(collection: Collection): void
  drop(collection: Collection): void
  rename(collection: Collection, database: string, name: string): void
  /** With `building` the planner does not use it, and a restart forgets it, until `finishIndex`. */
  addIndex(collection: Collection, specification: Document, building?: boolean): Index
  finishIndex(index: Index): void
  dropIndex(index: Index): void
  /** Stores a changed specification of the index (`collMod`). */
  changeIndex(index: Index, changes: Document): void
  markMultikey(index: Index, fields: boolean[]): void
}

const SCHEMA = `
  CREATE TABLE IF NOT EXISTS collections (
    id INTEGER PRIMARY KEY AUTOINCREMENT, database TEXT NOT NULL, name TEXT NOT NULL,
    uuid BLOB NOT NULL, options BLOB NOT NULL, UNIQUE (database, name)
  );
  CREATE TABLE IF NOT EXISTS indexes (
    id INTEGER PRIMARY KEY AUTOINCREMENT, collection INTEGER NOT NULL,
    specification BLOB NOT NULL, multikey TEXT NOT NULL
  );
`

export function openCatalog(store: Store): Catalog {
  const { main } = store
  main.exec(SCHEMA)
  const byNamespace = new Map<string, Collection>()
  let version = 0

  let drafts = 0
  const removed = new Map<string, number>()

  for (const row of main.all('SELECT * FROM collections')) {
    const collection = newCollection(
      integer(row, 'id'),
      text(row, 'database'),
      text(row, 'name'),
      blob(row, 'uuid'),
      decode(blob(row, 'options')),
      version,
    )
    byNamespace.set(collection.namespace, collection)
    for (const found of main.all('SELECT * FROM indexes WHERE collection = ? ORDER BY id', collection.id)) {
      const flags = text(found, 'multikey').split('')
      const specification = decode(blob(found, 'specification'))
      const index = loadIndex(
        collection,
        integer(found, 'id'),
        specification,
        flags.map(flag => flag === '1'),
      )
      collection.indexes.push(index)
      // The process ended before the index was complete, and its creation was never acknowledged.
      if (specification['building'] === true) dropIndex(index)
    }
    const last = main.get(`SELECT max(rid) AS rid FROM ${collection.table}`)
    collection.nextRid = integer(last, 'rid') + 1
    collection.count = integer(main.get(`SELECT count(*) AS n FROM ${collection.indexes[0]?.table}`), 'n')
  }

  function storeIndex(index: Index, building = false): void {
    const { specification, multikey } = index
    const row = main.get(
      'INSERT INTO indexes (collection, specification, multikey) VALUES (?, ?, ?) RETURNING id',
      index.collection.id,
      encode(building ? { ...specification, building } : specification),
      flagsOf(multikey),
    )
    index.id = integer(row, 'id')
    index.table = `i_${index.id}`
    main.exec(
      `CREATE TABLE ${index.table} (key BLOB NOT NULL, rid INTEGER NOT NULL, fields BLOB,
       PRIMARY KEY (key, rid)) WITHOUT ROWID`,
    )
  }

  function addIndex(collection: Collection, specification: Document, building = false): Index {
    const index = loadIndex(collection, --drafts, specification, undefined)
    index.hidden ||= building
    if (!collection.draft) {
      store.begin()
      storeIndex(index, building)
      collection.version = ++version
    }
    collection.indexes.push(index)
    return index
  }

  function draft(database: string, name: string, options: Document): Collection {
    const uuid = Buffer.from(new UUID(randomUUID()).buffer)
    const collection = newCollection(--drafts, database, name, uuid, options, version)
    Object.assign(collection, { draft: true, createdVersion: Number.POSITIVE_INFINITY })
    const collation = options['collation']
    addIndex(collection, { v: 2, key: { _id: 1 }, name: '_id_', ...(collation ? { collation } : {}) })
    return collection
  }

  function publish(collection: Collection): void {
    store.begin()
    const row = main.get(
      'INSERT INTO collections (database, name, uuid, options) VALUES (?, ?, ?, ?) RETURNING id',
      collection.database,
      collection.name,
      collection.uuid.buffer,
      encode(collection.options),
    )
    const id = integer(row, 'id')
    version++
    Object.assign(collection, { id, table: `c_${id}`, version, createdVersion: version, draft: false })
    main.exec(`CREATE TABLE ${collection.table} (rid INTEGER PRIMARY KEY, document BLOB NOT NULL)`)
    for (const index of collection.indexes) storeIndex(index)
    byNamespace.set(collection.namespace, collection)
  }

  function dropIndex(index: Index): void {
    store.begin()
    main.run('DELETE FROM indexes WHERE id = ?', index.id)
    main.exec(`DROP TABLE ${index.table}`)
    main.forget()
    index.collection.indexes = index.collection.indexes.filter(other => other !== index)
    index.collection.version = ++version
  }

  return {
    get version() {
      return version
    },
    collection: (database, name) => byNamespace.get(`${database}.${name}`),
    collections: database =>
      [...byNamespace.values()].filter(each => database === undefined || each.database === database),
    removedVersion: (database, name) => removed.get(`${database}.${name}`) ?? 0,
    create(database, name, options) {
      const collection = draft(database, name, options)
      publish(collection)
      return collection
    },
    draft,
    publish,
    drop(collection) {
      store.begin()
      for (const index of collection.indexes) dropIndex(index)
      main.run('DELETE FROM collections WHERE id = ?', collection.id)
      main.exec(`DROP TABLE ${collection.table}`)
      byNamespace.delete(collection.namespace)
      collection.dropped = true
      collection.version = ++version
      removed.set(collection.namespace, version)
    },
    rename(collection, database, name) {
      store.begin()
      main.run('UPDATE collections SET database = ?, name = ? WHERE id = ?', database, name, collection.id)
      byNamespace.delete(collection.namespace)
      removed.set(collection.namespace, version + 1)
      Object.assign(collection, { database, name, namespace: `${database}.${name}`, version: ++version })
      byNamespace.set(collection.namespace, collection)
    },
    addIndex,
    finishIndex(index) {
      store.begin()
      main.run('UPDATE indexes SET specification = ? WHERE id = ?', encode(index.specification), index.id)
      index.hidden = index.specification['hidden'] === true
    },
    dropIndex,
    changeIndex(index, changes) {
      store.begin()
      const specification = { ...index.specification, ...changes }
      if (changes['hidden'] === false) delete specification['hidden']
      main.run('UPDATE indexes SET specification = ? WHERE id = ?', encode(specification), index.id)
      const { hidden, expireAfterSeconds } = loadIndex(
        index.collection,
        index.id,
        specification,
        index.multikey,
      )
      Object.assign(index, { specification, hidden, expireAfterSeconds })
    },
    markMultikey(index, fields) {
      if (fields.every((multikey, position) => !multikey || index.multikey[position])) return
      index.multikey = index.multikey.map((multikey, position) => multikey || fields[position] === true)
      if (index.collection.draft) return
      store.begin()
      main.run('UPDATE indexes SET multikey = ? WHERE id = ?', flagsOf(index.multikey), index.id)
    },
  }
}
