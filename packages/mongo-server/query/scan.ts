import { MongoError } from '../language/values/errors.ts'
import type { Collection, Direction, Index } from '../storage/collection.ts'
import type { Content, Entry, Position, View } from '../storage/view.ts'
import type { IndexRange } from './bounds.ts'
import type { Access, IndexScan } from './planner.ts'

/** What a stage of the plan has done so far; `explain` reports it. */
export interface ScanCounts {
  keysExamined: number
  docsExamined: number
  seeks: number
  returned: number
}

export interface ScanRow {
  rid: number
  document: Uint8Array | undefined
  fields: Uint8Array | null | undefined
}

/** A row, or undefined after some work without one, so that the reader can let others have their turn. */
export type Step<T> = T | undefined

const LARGEST_CHUNK = 512

export function noCounts(): ScanCounts {
  return { keysExamined: 0, docsExamined: 0, seeks: 0, returned: 0 }
}

/** Another client may have dropped what is being read while it had its turn. */
export function assertThere(collection: Collection, index?: Index): void {
  if (collection.dropped) {
    throw new MongoError('QueryPlanKilled', `collection dropped. Namespace: ${collection.namespace}`)
  }
  if (index && !collection.indexes.includes(index)) {
    throw new MongoError('QueryPlanKilled', `index '${index.name}' dropped`)
  }
}

/**
 * The rows of an access path, each document once. It reads in chunks and continues after the last key, so it holds
 * nothing open between chunks and sees writes made meanwhile, as a cursor of a real server does.
 */
export function* accessRows(
  view: View,
  collection: Collection,
  access: Access,
  content: Content,
  counts: ScanCounts[],
  firstChunk: number,
): Generator<Step<ScanRow>> {
  const size = Math.max(1, Math.min(firstChunk, LARGEST_CHUNK))
  const count = (at: number): ScanCounts => {
    counts[at] ??= noCounts()
    return counts[at]
  }
  if (access.stage === 'COLLSCAN') {
    yield* collectionRows(view, collection, access.direction, count(0), size)
  } else if (access.stage === 'IXSCAN') {
    access.index.accesses++
    const seen = access.index.multikey.includes(true) ? new Set<number>() : undefined
    yield* indexRows(view, access, content, count(0), size, seen)
  } else if (access.stage === 'OR') {
    const seen = new Set<number>()
    for (const [at, branch] of access.branches.entries()) {
      branch.index.accesses++
      yield* indexRows(view, branch, content, count(at), size, seen)
    }
  }
}

function* rangeEntries(
  view: View,
  scan: IndexScan,
  range: IndexRange,
  content: Content,
  counts: ScanCounts,
  firstChunk: number,
): Generator<Step<Entry>> {
  let after: Position | undefined
  let size = firstChunk
  counts.seeks++
  for (;;) {
    assertThere(scan.index.collection, scan.index)
    const chunk = view.entries(scan.index, range, scan.direction, after, size, content)
    for (const entry of chunk.rows) {
      counts.keysExamined++
      yield entry
    }
    if (!chunk.next) return
    after = chunk.next
    size = Math.min(size * 4, LARGEST_CHUNK)
    yield undefined
  }
}

function compareSuffixes(a: { entry: Entry; skip: number }, b: { entry: Entry; skip: number }): number {
  const order = Buffer.compare(a.entry.key.subarray(a.skip), b.entry.key.subarray(b.skip))
  return order !== 0 ? order : a.entry.rid - b.entry.rid
}

function* mergedEntries(
  view: View,
  scan: IndexScan,
  content: Content,
  counts: ScanCounts,
  firstChunk: number,
): Generator<Step<Entry>> {
  // Most of what is wanted may come from few of the ranges, and what is read of the others is for nothing.
  const share = Math.ceil(firstChunk / scan.ranges.length)
  const heads = scan.ranges.map(range => ({
    rest: rangeEntries(view, scan, range, content, counts, share),
    skip: range.prefixLength,
  }))
  const open: { entry: Entry; skip: number; rest: Generator<Step<Entry>> }[] = []
  function insert(head: { rest: Generator<Step<Entry>>; skip: number }): void {
    for (let step = head.rest.next(); !step.done; step = head.rest.next()) {
      if (step.value === undefined) continue
      const item = { ...head, entry: step.value }
      let low = 0
      let high = open.length
      while (low < high) {
        const middle = (low + high) >> 1
        const other = open[middle]
        if (other && compareSuffixes(other, item) * scan.direction <= 0) low = middle + 1
        else high = middle
      }
      open.splice(low, 0, item)
      return
    }
  }
  for (const head of heads) insert(head)
  for (let head = open.shift(); head; head = open.shift()) {
    yield head.entry
    insert(head)
  }
}

function* indexRows(
  view: View,
  scan: IndexScan,
  content: Content,
  counts: ScanCounts,
  firstChunk: number,
  seen: Set<number> | undefined,
): Generator<Step<ScanRow>> {
  counts.seeks = 0
  const ranges = scan.direction === 1 ? scan.ranges : scan.ranges.toReversed()
  const sources = scan.merge
    ? [mergedEntries(view, scan, content, counts, firstChunk)]
    : ranges.map(range => rangeEntries(view, scan, range, content, counts, firstChunk))
  for (const source of sources) {
    for (const entry of source) {
      if (entry !== undefined && seen) {
        if (seen.has(entry.rid)) continue
        seen.add(entry.rid)
      }
      if (entry) {
        counts.returned++
        if (content === 'document') counts.docsExamined++
      }
      yield entry && { rid: entry.rid, document: entry.document, fields: entry.fields }
    }
  }
}

function* collectionRows(
  view: View,
  collection: Collection,
  direction: Direction,
  counts: ScanCounts,
  firstChunk: number,
): Generator<Step<ScanRow>> {
  let after: number | undefined
  let size = firstChunk
  for (;;) {
    assertThere(collection)
    const chunk = view.documents(collection, direction, after, size)
    for (const { rid, document } of chunk.rows) {
      counts.docsExamined++
      counts.returned++
      yield { rid, document, fields: undefined }
    }
    if (chunk.next === undefined) return
    after = chunk.next
    size = Math.min(size * 4, LARGEST_CHUNK)
    yield undefined
  }
}
