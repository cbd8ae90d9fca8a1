import { assertNotInterrupted } from '../language/limits/interruption.ts'
import { compileProjection } from '../language/projections/projection.ts'
import { type Document, decode, encode } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { toNumber } from '../language/values/numbers.ts'
import { selectFields } from '../language/values/raw.ts'
import { compileSort } from '../language/values/sort.ts'
import { isNumeric } from '../language/values/types.ts'
import type { View } from '../storage/view.ts'
import { type Plan, planQuery, type Query } from './planner.ts'
import { accessRows, type ScanCounts, type Step } from './scan.ts'

export interface FindQuery extends Query {
  skip?: number | undefined
  projection?: Document | undefined
}

/** A document that was found: its stored bytes, decoded only if something had to look inside. */
export interface Found {
  rid: number
  bytes: Uint8Array
  document?: Document | undefined
}

export interface FindPlan extends Plan {
  query: FindQuery
  /** The index entries alone answer the projection. */
  covered: boolean
  counts: ScanCounts[]
  /** Documents that went into the blocking sort. */
  sortedDocuments: { count: number; bytes: number }
}

const SORT_MEMORY_LIMIT = 100 * 1024 * 1024

/** Milliseconds after which a search that finds nothing lets its reader decide whether to go on. */
const LONGEST_SILENCE = 5

export function planFind(view: View, collection: Plan['collection'], query: FindQuery): FindPlan {
  const limit = query.limit ? query.limit + (query.skip ?? 0) : undefined
  // The sort is checked here because an index may give the order without the sort being run.
  if (query.sort && !('$natural' in query.sort)) compileSort(query.sort, query.collation)
  const plan = planQuery(view, collection, { ...query, limit })
  return {
    ...plan,
    query,
    covered: isCovered(plan, query),
    counts: [],
    sortedDocuments: { count: 0, bytes: 0 },
  }
}

/** The records of a query in order, with skip and limit applied. */
export function* foundRecords(view: View, plan: FindPlan): Generator<Step<Found>> {
  const skip = plan.query.skip ?? 0
  const limit = plan.query.limit ?? 0
  // The document before the page is one more to read. If a filter drops others, the next chunk is larger.
  const few = plan.sorted && limit > 0 ? skip + limit + 1 : 102
  const found = matching(view, plan, few)
  const ordered = plan.sorted ? found : sorted(plan, found, limit > 0 ? skip + limit : 0)
  let skipped = 0
  let given = 0
  for (const each of ordered) {
    if (each === undefined) {
      yield undefined
      continue
    }
    if (skipped < skip) {
      skipped++
      continue
    }
    yield each
    given++
    if (limit > 0 && given >= limit) return
  }
}

/** The projected results of a `find` as BSON. Without a projection they are the stored bytes. */
export function* foundBytes(view: View, plan: FindPlan): Generator<Step<Uint8Array>> {
  const { projection } = plan.query
  const project =
    projection && Object.keys(projection).length > 0
      ? compileProjection(projection, plan.query.filter, {
          collation: plan.query.collation,
          variables: plan.query.variables,
        })
      : undefined
  const keeps = project && projection && keepsWhole(projection)
  for (const each of foundRecords(view, plan)) {
    if (each === undefined) yield undefined
    else if (!project) yield each.bytes
    else if (keeps) yield selectFields(each.bytes, keeps)
    else yield encode(project(each.document ?? decode(each.bytes)))
  }
}

/** The first record, if it is found, or found missing, within some milliseconds; else the search can go on. */
export function firstWithin(
  search: Iterator<Step<Found>>,
  milliseconds: number,
): { found: Found | undefined } | undefined {
  const start = performance.now()
  for (;;) {
    const { value, done } = search.next()
    if (done) return { found: undefined }
    if (value) return { found: value }
    assertNotInterrupted()
    if (performance.now() - start > milliseconds) return undefined
  }
}

/** Whether a value keeps or drops a field. Anything else is an expression or an operator. */
function isSwitch(value: unknown): boolean {
  return typeof value === 'boolean' || isNumeric(value)
}

function on(value: unknown): boolean {
  return value === true || (isNumeric(value) && toNumber(value) !== 0)
}

function included(projection: Document): string[] | undefined {
  const fields = Object.entries(projection)
  if (!fields.every(([, value]) => isSwitch(value))) return undefined
  const wanted = fields.filter(([, value]) => on(value)).map(([path]) => path)
  if (fields.some(([path, value]) => !on(value) && path !== '_id')) return undefined
  if (wanted.length === 0) return undefined
  const withoutId = fields.some(([path, value]) => path === '_id' && !on(value))
  return withoutId || wanted.includes('_id') ? wanted : [...wanted, '_id']
}

/** Which fields a projection keeps that takes or drops whole fields, and so need not look into the document. */
function keepsWhole(projection: Document): ((name: string) => boolean) | undefined {
  const fields = Object.entries(projection)
  if (fields.some(([path]) => path.includes('.'))) return undefined
  const wanted = included(projection)
  if (wanted) return name => wanted.includes(name)
  if (!fields.every(([, value]) => isSwitch(value) && !on(value))) return undefined
  const dropped = fields.map(([name]) => name)
  return name => !dropped.includes(name)
}

function isCovered(plan: Plan, query: FindQuery): boolean {
  if (!query.projection || plan.access.stage !== 'IXSCAN' || plan.matches || !plan.sorted) return false
  const { index } = plan.access
  if (index.multikey.includes(true) || index.paths.some(path => path.includes('.'))) return false
  const wanted = included(query.projection)
  return wanted?.every(path => index.paths.includes(path)) ?? false
}

/** The documents the access path gives that match, before sort, skip and limit. */
function* matching(view: View, plan: FindPlan, firstChunk: number): Generator<Step<Found>> {
  if (!plan.collection) return
  const content = plan.covered ? 'fields' : 'document'
  let yielded = performance.now()
  for (const row of accessRows(view, plan.collection, plan.access, content, plan.counts, firstChunk)) {
    if (row === undefined) {
      yield undefined
      continue
    }
    const bytes = row.document ?? row.fields
    if (!bytes) continue
    if (!plan.matches) {
      yield { rid: row.rid, bytes }
      continue
    }
    const document = decode(bytes)
    if (plan.matches(document)) {
      yield { rid: row.rid, bytes, document }
    } else if (performance.now() - yielded > LONGEST_SILENCE) {
      yield undefined
      yielded = performance.now()
    }
  }
}

function* sorted(plan: FindPlan, found: Iterable<Step<Found>>, limit: number): Generator<Step<Found>> {
  const compare = compileSort(plan.query.sort ?? {}, plan.query.collation)
  const order = (a: Found, b: Found) => compare(a.document ?? {}, b.document ?? {})
  let kept: Found[] = []
  let bytes = 0
  for (const each of found) {
    if (each === undefined) {
      yield undefined
      continue
    }
    each.document ??= decode(each.bytes)
    kept.push(each)
    bytes += each.bytes.length
    plan.sortedDocuments.count++
    plan.sortedDocuments.bytes = Math.max(plan.sortedDocuments.bytes, bytes)
    if (limit > 0 && kept.length >= Math.max(2 * limit, 1000)) {
      kept = kept.sort(order).slice(0, limit)
      bytes = kept.reduce((sum, one) => sum + one.bytes.length, 0)
    } else if (bytes > SORT_MEMORY_LIMIT) {
      throw new MongoError(
        'QueryExceededMemoryLimitNoDiskUseAllowed',
        `Executor error during find command: Sort exceeded memory limit of ${SORT_MEMORY_LIMIT} bytes, but did not opt in to external sorting.`,
      )
    }
  }
  yield* kept.sort(order)
}
