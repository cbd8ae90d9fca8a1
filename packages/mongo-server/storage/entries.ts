import { ObjectId } from 'bson'
import { type Document, encode, isDocument } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { indexEntries } from '../language/values/index-keys.ts'
import { encodeKey } from '../language/values/keys.ts'
import type { Catalog } from './catalog.ts'
import type { Index } from './collection.ts'

export interface IndexEntry {
  key: Uint8Array
  /**
   * The indexed values as BSON, for queries that need nothing else. Null if an entry does not hold the whole value.
   */
  fields: Uint8Array | null
  values: unknown[]
}

/** The entries of `document` in `index`: none if a partial or sparse index leaves the document out. */
export function entriesOf(catalog: Catalog, index: Index, document: Document): IndexEntry[] {
  if (!index.includes(document)) return []
  const { keys, multikey, missing } = indexEntries(document, index.paths)
  if (index.sparse && missing.every(absent => absent)) return []
  if (multikey) {
    catalog.markMultikey(
      index,
      index.paths.map(path => meetsArray(document, path)),
    )
  }
  const entries: IndexEntry[] = []
  const seen = new Set<string>()
  for (const values of keys) {
    const key = encodeKey(values, index.directions, index.collation)
    if (multikey) {
      const text = Buffer.from(key).toString('latin1')
      if (seen.has(text)) continue
      seen.add(text)
    }
    entries.push({ key, values, fields: multikey ? null : coveredFields(index, values, missing) })
  }
  return entries
}

/** The entries of all indexes of the document's collection. */
export function allEntries(catalog: Catalog, indexes: Index[], document: Document): Map<Index, IndexEntry[]> {
  return new Map(indexes.map(index => [index, entriesOf(catalog, index, document)]))
}

export function duplicateKey(index: Index, values: unknown[]): MongoError {
  const fields = index.paths.map((path, position): [string, unknown] => [path, values[position] ?? null])
  const text = fields.map(([path, value]) => `${path}: ${shown(value)}`).join(', ')
  const collation = index.collation ? ` collation: ${shown(index.specification['collation'])}` : ''
  return new MongoError(
    'DuplicateKey',
    `E11000 duplicate key error collection: ${index.collection.namespace} index: ${index.name}${collation} dup key: { ${text} }`,
    { keyPattern: index.specification['key'], keyValue: Object.fromEntries(fields) },
  )
}

function meetsArray(document: Document, path: string): boolean {
  let value: unknown = document
  for (const name of path.split('.')) {
    if (Array.isArray(value)) return true
    if (typeof value !== 'object' || value === null) return false
    value = Object.entries(value).find(([field]) => field === name)?.[1]
  }
  return Array.isArray(value)
}

function coveredFields(index: Index, values: unknown[], missing: boolean[]): Uint8Array | null {
  const fields: Document = {}
  for (const [position, path] of index.paths.entries()) {
    if (path.includes('.')) return null
    if (!missing[position]) fields[path] = values[position]
  }
  return encode(fields)
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Date) return `new Date(${value.getTime()})`
  if (value === null || value === undefined) return 'null'
  if (Array.isArray(value)) return `[ ${value.map(shown).join(', ')} ]`
  if (value instanceof ObjectId) return `ObjectId('${String(value)}')`
  if (isDocument(value)) {
    const fields = Object.entries(value).map(([field, inner]) => `${field}: ${shown(inner)}`)
    return `{ ${fields.join(', ')} }`
  }
  return String(value)
}
