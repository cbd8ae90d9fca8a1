import type { Collection, Direction, Index } from '../storage/collection.ts'
import type { IndexEntry } from '../storage/entries.ts'
import type { Chunk, Entry, KeyRange, Position, StoredDocument, View } from '../storage/view.ts'
import type { Entries } from '../storage/writer.ts'

/** What a transaction has done to one document, not yet visible to others. */
export interface Change {
  /** The document as the transaction found it; undefined if it was inserted. */
  before: Uint8Array | undefined
  after: Uint8Array | undefined
  entries: Entries
}

export type Changes = Map<Collection, Map<number, Change>>

/** The snapshot of a transaction with its own changes laid over it. */
export function overlayView(base: View, changes: Changes): View {
  const changed = (collection: Collection, rid: number) => changes.get(collection)?.get(rid)

  function merge<T, P>(
    chunk: Chunk<T, P>,
    hidden: (row: T) => boolean,
    own: T[],
    compare: (a: T, b: T) => number,
  ): Chunk<T, P> {
    const rows = chunk.rows.filter(row => !hidden(row))
    if (own.length === 0) return { rows, next: chunk.next }
    return { rows: [...rows, ...own].sort(compare), next: chunk.next }
  }

  return {
    document(collection, rid) {
      const change = changed(collection, rid)
      return change ? change.after : base.document(collection, rid)
    },
    documents(collection, direction, after, limit) {
      const chunk = base.documents(collection, direction, after, limit)
      const beyond = (rid: number, bound: number | undefined) =>
        bound === undefined || (direction === 1 ? rid > bound : rid < bound)
      const own: StoredDocument[] = []
      for (const [rid, change] of changes.get(collection) ?? []) {
        const inside = beyond(rid, after) && (chunk.next === undefined || !beyond(rid, chunk.next))
        if (change.after && inside) own.push({ rid, document: change.after })
      }
      return merge(
        chunk,
        row => changed(collection, row.rid) !== undefined,
        own,
        (a, b) => (a.rid - b.rid) * direction,
      )
    },
    entries(index, range, direction: Direction, after, limit, content) {
      const chunk = base.entries(index, range, direction, after, limit, content)
      const beyond = (position: Position, bound: Position | undefined) =>
        bound === undefined || comparePositions(position, bound) * direction > 0
      const own: Entry[] = []
      for (const { rid, entry, after: document } of changedEntries(changes, index)) {
        if (!inRange(range, entry.key)) continue
        const position = { key: entry.key, rid }
        if (!beyond(position, after) || (chunk.next !== undefined && beyond(position, chunk.next))) continue
        own.push({ ...position, document, fields: entry.fields })
      }
      return merge(
        chunk,
        row => changed(index.collection, row.rid) !== undefined,
        own,
        (a, b) => comparePositions(a, b) * direction,
      )
    },
    countEntries(index, range, atMost) {
      const own = changes.get(index.collection)
      if (!own || own.size === 0) return base.countEntries(index, range, atMost)
      let count = 0
      let after: Position | undefined
      do {
        const chunk: Chunk<Entry, Position> = base.entries(index, range, 1, after, 1000, 'key')
        for (const entry of chunk.rows) if (!own.has(entry.rid)) count++
        after = chunk.next
      } while (after && (atMost === undefined || count < atMost))
      for (const { entry } of changedEntries(changes, index)) if (inRange(range, entry.key)) count++
      return atMost === undefined ? count : Math.min(count, atMost)
    },
    countDocuments(collection) {
      let count = 0
      let after: number | undefined
      do {
        const chunk = base.documents(collection, 1, after, 1000)
        for (const row of chunk.rows) if (!changed(collection, row.rid)) count++
        after = chunk.next
      } while (after !== undefined)
      for (const change of changes.get(collection)?.values() ?? []) if (change.after) count++
      return count
    },
  }
}

function comparePositions(a: Position, b: Position): number {
  const order = Buffer.compare(a.key, b.key)
  return order !== 0 ? order : a.rid - b.rid
}

function inRange(range: KeyRange, key: Uint8Array): boolean {
  return (
    Buffer.compare(range.lower, key) <= 0 && (range.upper === null || Buffer.compare(key, range.upper) < 0)
  )
}

function* changedEntries(
  changes: Changes,
  index: Index,
): Generator<{ rid: number; entry: IndexEntry; after: Uint8Array }> {
  for (const [rid, change] of changes.get(index.collection) ?? []) {
    if (!change.after) continue
    for (const entry of change.entries.get(index) ?? []) yield { rid, entry, after: change.after }
  }
}
