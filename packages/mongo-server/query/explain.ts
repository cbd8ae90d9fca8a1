import type { Document } from '../language/values/bson.ts'
import type { FindPlan } from './find.ts'
import type { IndexScan } from './planner.ts'
import { noCounts, type ScanCounts } from './scan.ts'

type Executed = { counts: ScanCounts[]; returned: number; milliseconds: number } | undefined

/** The stages of a find from the outside in, as `explain` shows them. */
export function planStages(plan: FindPlan, executed: Executed): Document {
  const { query } = plan
  const returned = executed ? { nReturned: executed.returned } : {}
  let stage = accessStage(plan, executed)
  if (!plan.sorted) {
    stage = {
      stage: 'SORT',
      ...returned,
      sortPattern: query.sort,
      memLimit: 104_857_600,
      ...(query.limit ? { limitAmount: query.limit + (query.skip ?? 0) } : {}),
      type: 'simple',
      ...(executed ? { totalDataSizeSorted: plan.sortedDocuments.bytes, usedDisk: false } : {}),
      inputStage: stage,
    }
  }
  if (query.skip) stage = { stage: 'SKIP', ...returned, skipAmount: query.skip, inputStage: stage }
  if (query.projection) {
    const simple = Object.values(query.projection).every(value => typeof value !== 'object' || value === null)
    const name = plan.covered ? 'PROJECTION_COVERED' : simple ? 'PROJECTION_SIMPLE' : 'PROJECTION_DEFAULT'
    stage = { stage: name, ...returned, transformBy: query.projection, inputStage: stage }
  }
  if (query.limit && plan.sorted) {
    stage = { stage: 'LIMIT', ...returned, limitAmount: query.limit, inputStage: stage }
  }
  return stage
}

/** How a count gets its number: from an index alone, from the collection's own count, or from documents. */
export function countStages(plan: FindPlan, executed: Executed): Document {
  const { access } = plan
  const returned = executed ? { nReturned: 0, nCounted: executed.returned } : {}
  if (access.stage === 'COLLSCAN' && !plan.matches) return { stage: 'RECORD_STORE_FAST_COUNT', ...returned }
  const alone = access.stage === 'IXSCAN' && !plan.matches && !access.index.multikey.includes(true)
  const input = alone
    ? indexStage(access, 'COUNT_SCAN', executed && (executed.counts[0] ?? noCounts()))
    : accessStage(plan, executed)
  return { stage: 'COUNT', ...returned, inputStage: input }
}

export function queryPlanner(plan: FindPlan, winningPlan: Document, namespace: string): Document {
  return {
    namespace,
    parsedQuery: plan.filter,
    indexFilterSet: false,
    ...(plan.query.collation ? { collation: plan.query.collation } : {}),
    optimizationTimeMillis: 0,
    winningPlan,
    rejectedPlans: plan.rejected.map(scan => ({ stage: 'FETCH', inputStage: scanStage(scan, undefined) })),
  }
}

export function executionStats(
  plan: FindPlan,
  executionStages: Document,
  executed: NonNullable<Executed>,
): Document {
  const total = (of: (counts: ScanCounts) => number) => plan.counts.reduce((sum, each) => sum + of(each), 0)
  return {
    executionSuccess: true,
    nReturned: executed.returned,
    executionTimeMillis: Math.round(executed.milliseconds),
    totalKeysExamined: total(counts => counts.keysExamined),
    totalDocsExamined: total(counts => counts.docsExamined),
    executionStages,
  }
}

function indexStage(scan: IndexScan, name: string, counts: ScanCounts | undefined): Document {
  const { index } = scan
  return {
    stage: name,
    ...(counts
      ? { nReturned: counts.returned, keysExamined: counts.keysExamined, seeks: Math.max(1, counts.seeks) }
      : {}),
    keyPattern: index.specification['key'],
    indexName: index.name,
    ...(index.collation ? { collation: index.specification['collation'] } : {}),
    isMultiKey: index.multikey.includes(true),
    multiKeyPaths: Object.fromEntries(
      index.paths.map((path, at) => [path, index.multikey[at] ? [path] : []]),
    ),
    isUnique: index.unique,
    isSparse: index.sparse,
    isPartial: index.partialFilter !== undefined,
    indexVersion: 2,
    direction: scan.direction === 1 ? 'forward' : 'backward',
    indexBounds: scan.shown,
  }
}

function scanStage(scan: IndexScan, counts: ScanCounts | undefined): Document {
  const stage = indexStage(scan, 'IXSCAN', counts)
  // The ranges are read side by side. A real server shows each as a child of its own.
  return scan.merge
    ? { stage: 'SORT_MERGE', ...(counts ? { nReturned: counts.returned } : {}), inputStages: [stage] }
    : stage
}

function accessStage(plan: FindPlan, executed: Executed): Document {
  const { access } = plan
  const countsAt = (at: number) => executed && (executed.counts[at] ?? noCounts())
  if (access.stage === 'EOF') return { stage: 'EOF', ...(executed ? { nReturned: 0 } : {}) }
  if (access.stage === 'COLLSCAN') {
    const counts = countsAt(0)
    return {
      stage: 'COLLSCAN',
      ...(plan.matches ? { filter: plan.filter } : {}),
      ...(counts ? { docsExamined: counts.docsExamined } : {}),
      direction: access.direction === 1 ? 'forward' : 'backward',
    }
  }
  const input =
    access.stage === 'OR'
      ? { stage: 'OR', inputStages: access.branches.map((branch, at) => scanStage(branch, countsAt(at))) }
      : scanStage(access, countsAt(0))
  if (plan.covered) return input
  const docsExamined = executed?.counts.reduce((sum, each) => sum + each.docsExamined, 0)
  return {
    stage: 'FETCH',
    ...(plan.matches ? { filter: plan.filter } : {}),
    ...(executed ? { docsExamined } : {}),
    inputStage: input,
  }
}
