import { Binary } from 'bson'
import { compileFilter } from '../language/filters/filter.ts'
import { type Document, isDocument } from '../language/values/bson.ts'
import { type Collation, parseCollation } from '../language/values/collation.ts'

export type Direction = 1 | -1

export interface Index {
  id: number
  name: string
  /** The table of entries `(key, rid)`: a B-tree in the order of the key bytes. */
  table: string
  collection: Collection
  paths: string[]
  directions: Direction[]
  /** As `listIndexes` reports it. */
  specification: Document
  unique: boolean
  sparse: boolean
  hidden: boolean
  partialFilter: Document | undefined
  includes: (document: Document) => boolean
  collation: Collation | undefined
  expireAfterSeconds: number | undefined
  /** For each field whether some document has an array there, so that a document may have several entries. */
  multikey: boolean[]
  accesses: number
  since: Date
}

export interface Collection {
  id: number
  database: string
  name: string
  namespace: string
  /** The table of documents by record id, which is also their natural order. */
  table: string
  uuid: Binary
  options: Document
  collation: Collation | undefined
  indexes: Index[]
  nextRid: number
  count: number
  /** The catalog's version when this collection or its indexes last changed. */
  version: number
  createdVersion: number
  /** Known to the transaction that makes it alone: it has no tables yet, and a made-up id. */
  draft: boolean
  dropped: boolean
}

export function newCollection(
  id: number,
  database: string,
  name: string,
  uuid: Uint8Array,
  options: Document,
  version: number,
): Collection {
  return {
    id,
    database,
    name,
    namespace: `${database}.${name}`,
    table: `c_${id}`,
    uuid: new Binary(uuid, Binary.SUBTYPE_UUID),
    options,
    collation: parseCollation(documentField(options, 'collation')),
    indexes: [],
    nextRid: 1,
    count: 0,
    version,
    createdVersion: version,
    draft: false,
    dropped: false,
  }
}

/** `multikey` is left out if the index is new. */
export function loadIndex(
  collection: Collection,
  id: number,
  specification: Document,
  multikey: boolean[] | undefined,
): Index {
  const key = documentField(specification, 'key') ?? {}
  const partialFilter = documentField(specification, 'partialFilterExpression')
  const collation = parseCollation(documentField(specification, 'collation'))
  const expire = specification['expireAfterSeconds']
  return {
    id,
    name: String(specification['name']),
    table: `i_${id}`,
    collection,
    paths: Object.keys(key),
    directions: Object.values(key).map(direction => (Number(direction) < 0 ? -1 : 1)),
    specification,
    unique: specification['unique'] === true || specification['name'] === '_id_',
    sparse: specification['sparse'] === true,
    hidden: specification['hidden'] === true,
    partialFilter,
    includes: partialFilter ? compileFilter(partialFilter, { collation }) : () => true,
    collation,
    expireAfterSeconds: expire === undefined ? undefined : Number(expire),
    multikey: multikey ?? Object.keys(key).map(() => false),
    accesses: 0,
    since: new Date(),
  }
}

/** How `multikey` is stored: a digit for each field. */
export function flagsOf(multikey: boolean[]): string {
  return multikey.map(each => (each ? '1' : '0')).join('')
}

function documentField(document: Document, field: string): Document | undefined {
  const value = document[field]
  return isDocument(value) ? value : undefined
}
