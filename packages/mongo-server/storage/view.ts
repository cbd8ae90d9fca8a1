import type { Collection, Direction, Index } from './collection.ts'
import { blob, type Connection, integer, type Row } from './sqlite.ts'

/**
 * Half-open: from `lower` up to `upper`, which is not included (null: no end). Both are in the order of key bytes.
 */
export interface KeyRange {
  lower: Uint8Array
  upper: Uint8Array | null
}

export interface Position {
  key: Uint8Array
  rid: number
}
export interface Entry extends Position {
  document?: Uint8Array | undefined
  fields?: Uint8Array | null | undefined
}
export interface StoredDocument {
  rid: number
  document: Uint8Array
}

/** Some rows, and where to go on. Without `next` these were the last. */
export interface Chunk<T, P> {
  rows: T[]
  next: P | undefined
}

export type Content = 'document' | 'fields' | 'key'

export interface View {
  document(collection: Collection, rid: number): Uint8Array | undefined
  documents(
    collection: Collection,
    direction: Direction,
    after: number | undefined,
    limit: number,
  ): Chunk<StoredDocument, number>
  entries(
    index: Index,
    range: KeyRange,
    direction: Direction,
    after: Position | undefined,
    limit: number,
    content: Content,
  ): Chunk<Entry, Position>
  /** How many entries the range has, counting no further than `atMost`. */
  countEntries(index: Index, range: KeyRange, atMost?: number): number
  countDocuments(collection: Collection): number
}

const COLUMNS: Record<Content, string> = {
  document: 'e.key, e.rid, c.document',
  fields: 'e.key, e.rid, e.fields',
  key: 'e.key, e.rid',
}

const entryTexts = new WeakMap<Index, Map<string, string>>()

/** What a SQLite connection sees. `existed` tells which tables its snapshot has. */
export function connectionView(
  connection: Connection,
  existed: (collection: Collection) => boolean = () => true,
): View {
  return {
    document(collection, rid) {
      if (!existed(collection)) return undefined
      const row = connection.get(`SELECT document FROM ${collection.table} WHERE rid = ?`, rid)
      return row && blob(row, 'document')
    },
    documents(collection, direction, after, limit) {
      if (!existed(collection)) return { rows: [], next: undefined }
      const order = direction === 1 ? 'rid' : 'rid DESC'
      const from = after ?? (direction === 1 ? 0 : Number.MAX_SAFE_INTEGER)
      const rows = connection
        .all(
          `SELECT rid, document FROM ${collection.table}
           WHERE rid ${direction === 1 ? '>' : '<'} ? ORDER BY ${order} LIMIT ?`,
          from,
          limit,
        )
        .map(row => ({ rid: integer(row, 'rid'), document: blob(row, 'document') }))
      return { rows, next: last(rows, limit)?.rid }
    },
    entries(index, range, direction, after, limit, content) {
      if (!existed(index.collection)) return { rows: [], next: undefined }
      const start = direction === 1 ? range.lower : range.upper
      const end = direction === 1 ? range.upper : range.lower
      const seek = after ? [after.key, after.rid] : start ? [start] : []
      const rows = connection
        .all(
          entrySql(index, content, direction, after !== undefined, range.upper !== null),
          ...seek,
          ...(end ? [end] : []),
          limit,
        )
        .map(row => toEntry(row, content))
      return { rows, next: last(rows, limit) }
    },
    countEntries(index, range, atMost) {
      if (!existed(index.collection)) return 0
      const upper = range.upper ? ' AND key < ?' : ''
      const bounds = range.upper ? [range.lower, range.upper] : [range.lower]
      if (atMost === undefined) {
        return integer(
          connection.get(`SELECT count(*) AS n FROM ${index.table} WHERE key >= ?${upper}`, ...bounds),
          'n',
        )
      }
      const sql = `SELECT count(*) AS n FROM (SELECT 1 FROM ${index.table} WHERE key >= ?${upper} LIMIT ?)`
      return integer(connection.get(sql, ...bounds, atMost), 'n')
    },
    countDocuments: collection => (existed(collection) ? collection.count : 0),
  }
}

function entrySql(
  index: Index,
  content: Content,
  direction: Direction,
  after: boolean,
  upper: boolean,
): string {
  let texts = entryTexts.get(index)
  if (!texts) {
    texts = new Map()
    entryTexts.set(index, texts)
  }
  const kind = `${content}${direction}${after}${upper}`
  let text = texts.get(kind)
  if (text === undefined) {
    text = entryText(index, content, direction, after, upper)
    texts.set(kind, text)
  }
  return text
}

function entryText(
  index: Index,
  content: Content,
  direction: Direction,
  after: boolean,
  upper: boolean,
): string {
  const from =
    content === 'document'
      ? `${index.table} e CROSS JOIN ${index.collection.table} c ON c.rid = e.rid`
      : `${index.table} e`
  // SQLite seeks with the bound on `key` and stops with the row value, so it needs both.
  const conditions =
    direction === 1
      ? [after ? '(e.key, e.rid) > (?, ?)' : 'e.key >= ?', ...(upper ? ['e.key < ?'] : [])]
      : [after ? '(e.key, e.rid) < (?, ?)' : upper ? 'e.key < ?' : '1', 'e.key >= ?']
  const order = direction === 1 ? 'e.key, e.rid' : 'e.key DESC, e.rid DESC'
  return `SELECT ${COLUMNS[content]} FROM ${from} WHERE ${conditions.join(' AND ')} ORDER BY ${order} LIMIT ?`
}

function toEntry(row: Row, content: Content): Entry {
  const entry: Entry = { key: blob(row, 'key'), rid: integer(row, 'rid') }
  if (content === 'document') entry.document = blob(row, 'document')
  if (content === 'fields') entry.fields = row['fields'] instanceof Uint8Array ? row['fields'] : null
  return entry
}

function last<T>(rows: T[], limit: number): T | undefined {
  return rows.length < limit ? undefined : rows.at(-1)
}
