import { compileFilter } from '../language/filters/filter.ts'
import type { Document } from '../language/values/bson.ts'
import type { Collation } from '../language/values/collation.ts'
import type { Collection, Direction, Index } from '../storage/collection.ts'
import type { View } from '../storage/view.ts'
import { countScans, type IndexBounds, type IndexRange, indexBounds, sameCollation } from './bounds.ts'
import { hinted } from './hint.ts'
import { provenByIndex } from './partial.ts'
import { type Conditions, conditionsOf, type Predicate } from './predicates.ts'
import { type SortField, sortFields, sortFromIndex } from './sort-order.ts'

export interface IndexScan {
  stage: 'IXSCAN'
  index: Index
  ranges: IndexRange[]
  direction: Direction
  /** The ranges are read side by side, in the order of what follows their prefixes. */
  merge: boolean
  shown: Record<string, string[]>
}

export type Access =
  | { stage: 'EOF' }
  | { stage: 'COLLSCAN'; direction: Direction }
  | IndexScan
  | { stage: 'OR'; branches: IndexScan[] }

export interface Plan {
  collection: Collection | undefined
  access: Access
  filter: Document
  /** What is left to check on each document; undefined if the bounds answer the filter in full. */
  matches: ((document: Document) => boolean) | undefined
  /** The access gives the documents in the order of the sort. */
  sorted: boolean
  rejected: IndexScan[]
}

export interface Query {
  filter: Document
  sort?: Document | undefined
  limit?: number | undefined
  collation?: Collation | undefined
  hint?: string | Document | undefined
  variables?: Document | undefined
}

interface Candidate {
  scan: IndexScan
  exact: boolean
  sorted: boolean
  cost: number
}

/** Counting further would cost more than a wrong choice between two large ranges. */
const DEEPEST_DIVE = 100

/** MongoDB's `internalQueryMaxScansToExplode`: with more ranges than this it sorts, and does not merge them. */
const MOST_MERGED_RANGES = 200

/** More alternatives than this are not compared. */
const MOST_ALTERNATIVES = 8

export function planQuery(view: View, collection: Collection | undefined, query: Query): Plan {
  const matches = compileFilter(query.filter, { collation: query.collation, variables: query.variables })
  const plan = (access: Access, exact: boolean, sorted: boolean, rejected: IndexScan[] = []): Plan => ({
    collection,
    access,
    filter: query.filter,
    matches: exact ? undefined : matches,
    sorted,
    rejected,
  })
  const natural = query.sort?.['$natural']
  const sort = natural === undefined ? sortFields(query.sort) : []
  if (!collection) return plan({ stage: 'EOF' }, true, true)

  const empty = Object.keys(query.filter).length === 0
  const hint = query.hint === undefined ? undefined : hinted(collection, query.hint)
  if (hint === 'natural' || natural !== undefined) {
    const order = natural ?? (typeof query.hint === 'object' ? query.hint['$natural'] : 1)
    return plan({ stage: 'COLLSCAN', direction: Number(order) < 0 ? -1 : 1 }, empty, sort.length === 0)
  }
  if (hint === undefined && empty && sort.length === 0) {
    return plan({ stage: 'COLLSCAN', direction: 1 }, true, true)
  }

  const conditions = conditionsOf(query.filter)
  const indexes = hint ? [hint] : collection.indexes.filter(each => !each.hidden)
  const found = indexes.flatMap(index =>
    alternatives(index, conditions).flatMap(each => {
      const candidate = candidateFor(index, each, query, sort, hint !== undefined)
      return candidate ? [candidate] : []
    }),
  )
  const { single, several } = disjunctionCandidates(indexes, conditions, query, sort)
  // An access that gives just the wanted page needs no comparison: it reads no more than the page.
  const page = [...single, ...found].find(
    each => query.sort && each.exact && each.sorted && query.limit && query.limit < DEEPEST_DIVE,
  )
  const alone = page !== undefined || found.length + single.length === 1
  const candidates = found.map((each): Candidate => {
    const keys = alone ? 0 : each.bounds.used.size === 0 ? DEEPEST_DIVE : estimate(view, each.bounds)
    return { ...each, cost: each === page ? -1 : costOf(keys, each.bounds, each.exact, each.sorted, query) }
  })
  for (const each of single) {
    const bounds = { ...indexBounds(each.scan.index, [], undefined), ranges: each.scan.ranges, points: 1 }
    const keys = alone ? 0 : estimate(view, bounds)
    candidates.push({
      ...each,
      cost: each === page ? -1 : costOf(keys, bounds, each.exact, each.sorted, query),
    })
  }
  // If there is nothing to tell them apart, as in an empty range, prefer the access without a sort.
  candidates.sort((a, b) => a.cost - b.cost || Number(b.sorted) - Number(a.sorted))
  const [best, ...others] = candidates
  const whole = best?.scan.ranges.some(range => range.lower.length === 0) ?? true
  if (several && whole && single.length === 0) {
    return plan({ stage: 'OR', branches: several }, false, sort.length === 0)
  }
  if (!best) return plan({ stage: 'COLLSCAN', direction: 1 }, empty, sort.length === 0)
  return plan(
    best.scan,
    best.exact,
    best.sorted,
    others.map(each => each.scan),
  )
}

function estimate(view: View, bounds: IndexBounds): number {
  let total = 0
  for (const range of bounds.ranges) {
    total += view.countEntries(bounds.index, range, DEEPEST_DIVE - total)
    if (total >= DEEPEST_DIVE) break
  }
  return total
}

/** A rough number of entries to read, for comparing candidates. */
function costOf(keys: number, bounds: IndexBounds, exact: boolean, sorted: boolean, query: Query): number {
  const wanted = query.limit === undefined || query.limit === 0 ? Number.POSITIVE_INFINITY : query.limit
  const deep = keys >= DEEPEST_DIVE
  const read = deep ? 1_000_000 / 4 ** bounds.points / (bounds.ranged ? 2 : 1) : keys
  if (sorted && query.sort && exact) return Math.min(read, wanted)
  if (sorted && query.sort && wanted < read) return deep ? read / 10 : read
  return query.sort && !sorted ? read * 1.5 : read
}

function exactly(bounds: IndexBounds, proven: Set<Predicate>, conditions: Conditions): boolean {
  return (
    bounds.exact &&
    !conditions.other &&
    conditions.disjunctions.length === 0 &&
    conditions.predicates.every(each => bounds.used.has(each) || proven.has(each))
  )
}

function scanOf(bounds: IndexBounds, order: { direction: Direction; merge: boolean } | undefined): IndexScan {
  const { index, ranges, shown } = bounds
  const { direction, merge } = order ?? { direction: 1, merge: false }
  return { stage: 'IXSCAN', index, ranges, direction, merge: merge && ranges.length > 1, shown }
}

function orderOf(
  index: Index,
  bounds: IndexBounds,
  conditions: Conditions,
  query: Query,
  sort: SortField[],
): { direction: Direction; merge: boolean } | undefined {
  if (sort.length === 0 || !sameCollation(index.collation, query.collation)) return undefined
  const order = sortFromIndex(index, bounds, sort)
  if (order?.merge !== true) return order
  const scans = countScans(index, conditions.predicates, query.collation)
  return scans <= MOST_MERGED_RANGES ? order : undefined
}

/**
 * An array may be asked for several values at once (`$all`), but the bounds of an index hold one of them: each may
 * be the one, and comes first in one of the results.
 */
function alternatives(index: Index, conditions: Conditions): Conditions[] {
  for (const [position, path] of index.paths.entries()) {
    if (index.multikey[position] !== true) continue
    const several = conditions.predicates.filter(each => each.path === path && each.kind === 'points')
    if (several.length < 2) continue
    return several.slice(0, MOST_ALTERNATIVES).map(first => ({
      ...conditions,
      predicates: [first, ...conditions.predicates.filter(each => each !== first)],
    }))
  }
  return [conditions]
}

function candidateFor(
  index: Index,
  conditions: Conditions,
  query: Query,
  sort: SortField[],
  always: boolean,
): (Omit<Candidate, 'cost'> & { bounds: IndexBounds }) | undefined {
  const proven = provenByIndex(index, conditions.predicates, query.filter, query.collation)
  // A hint has its index used even if that does not hold all documents: the results are those that it holds.
  if (!proven && !always) return undefined
  const bounds = indexBounds(index, conditions.predicates, query.collation)
  const order = orderOf(index, bounds, conditions, query, sort)
  if (!always && bounds.used.size === 0 && !order) return undefined
  return {
    scan: scanOf(bounds, order),
    exact: exactly(bounds, proven ?? new Set(), conditions),
    sorted: sort.length === 0 || order !== undefined,
    bounds,
  }
}

function unionOf(ranges: IndexRange[]): IndexRange[] {
  const sorted = [...ranges].sort((a, b) => Buffer.compare(a.lower, b.lower))
  const union: IndexRange[] = []
  for (const range of sorted) {
    const before = union.at(-1)
    if (before && (before.upper === null || Buffer.compare(range.lower, before.upper) <= 0)) {
      const further =
        range.upper === null || (before.upper !== null && Buffer.compare(range.upper, before.upper) > 0)
      if (further) before.upper = range.upper
    } else union.push({ ...range, prefixLength: 0 })
  }
  return union
}

/** A filter with one `$or`: each branch together with the conditions beside the `$or`, if one index answers them. */
function disjunctionCandidates(
  indexes: Index[],
  conditions: Conditions,
  query: Query,
  sort: SortField[],
): { single: Omit<Candidate, 'cost'>[]; several: IndexScan[] | undefined } {
  const [branches] = conditions.disjunctions
  if (!branches || branches.length === 0 || conditions.disjunctions.length > 1) {
    return { single: [], several: undefined }
  }
  const branchConditions = branches.map((branch): Conditions => {
    const own = conditionsOf(branch)
    return {
      predicates: [...own.predicates, ...conditions.predicates],
      disjunctions: [],
      other: own.other || own.disjunctions.length > 0 || conditions.other,
    }
  })
  const single: Omit<Candidate, 'cost'>[] = []
  const bestOf = new Array<{ scan: IndexScan; points: number } | undefined>(branches.length).fill(undefined)
  for (const index of indexes) {
    const found = branchConditions.map((each, position) => {
      const candidate = candidateFor(index, each, query, [], false)
      if (!candidate || candidate.bounds.used.size === 0) return undefined
      const points = candidate.bounds.points + (candidate.bounds.ranged ? 0.5 : 0)
      if (points > (bestOf[position]?.points ?? 0)) bestOf[position] = { scan: candidate.scan, points }
      return candidate
    })
    const complete = found.filter(each => each !== undefined)
    if (complete.length < branches.length) continue
    const common = indexBounds(index, conditions.predicates, query.collation)
    const order =
      sort.length > 0 && sameCollation(index.collation, query.collation)
        ? sortFromIndex(index, { ...common, points: common.constant.filter(each => each).length }, sort)
        : undefined
    const shown: Record<string, string[]> = {}
    for (const path of index.paths) {
      shown[path] = [...new Set(complete.flatMap(each => each.bounds.shown[path] ?? []))]
    }
    single.push({
      scan: {
        stage: 'IXSCAN',
        index,
        ranges: unionOf(complete.flatMap(each => each.bounds.ranges)),
        direction: order?.direction ?? 1,
        merge: false,
        shown,
      },
      exact: complete.every(each => each.exact),
      sorted: sort.length === 0 || order !== undefined,
    })
  }
  const several = bestOf.flatMap(each => (each ? [each.scan] : []))
  return { single, several: several.length === branches.length ? several : undefined }
}
