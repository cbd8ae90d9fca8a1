import { compileFilter } from '../../language/filters/filter.ts'
import { compileProjection } from '../../language/projections/projection.ts'
import { type Document, decode, encode } from '../../language/values/bson.ts'
import { distinctValues } from '../../language/values/distinct.ts'
import { MongoError } from '../../language/values/errors.ts'
import { type FindPlan, type FindQuery, foundBytes, foundRecords, planFind } from '../../query/find.ts'
import { accessRows } from '../../query/scan.ts'
import type { Collection } from '../../storage/collection.ts'
import { refuse } from '../context/arguments.ts'
import type { Commands, Context } from '../context/context.ts'
import { findCollection, targetName } from '../context/namespaces.ts'
import { collationOf, hintOf, letOf } from '../context/query-options.ts'
import { pull } from '../context/turns.ts'
import { serverDocuments } from '../diagnostics/source-stages.ts'
import { continueCursor, killCursors, openCursor } from './cursors.ts'

const FIND_FIELDS = [
  'filter',
  'sort',
  'projection',
  'hint',
  'skip',
  'limit',
  'batchSize',
  'singleBatch',
  'max',
  'min',
  'returnKey',
  'showRecordId',
  'tailable',
  'oplogReplay',
  'noCursorTimeout',
  'awaitData',
  'allowPartialResults',
  'collation',
  'allowDiskUse',
  'let',
  'rawData',
]

export const readCommands: Commands = {
  find: {
    known: FIND_FIELDS,
    inTransaction: true,
    run(context) {
      const collection = findCollection(context)
      const query = findQueryOf(context, collection)
      const shown = serverDocuments(context, targetName(context))
      const plan = planFind(context.view, collection, query)
      const { arguments: parsed } = context
      return openCursor(
        context,
        `${context.database}.${String(context.command['find'])}`,
        shown ? encodedMatches(shown, query) : foundBytes(context.view, plan),
        {
          batchSize: parsed.nonNegative('batchSize'),
          singleBatch: parsed.boolean('singleBatch') ?? false,
          noTimeout: parsed.boolean('noCursorTimeout') ?? false,
          limit: query.limit ?? 0,
        },
      )
    },
  },
  getMore: { known: ['collection', 'batchSize'], inTransaction: true, run: continueCursor },
  killCursors: { known: ['cursors'], inTransaction: true, run: killCursors },
  count: {
    known: ['query', 'limit', 'skip', 'hint', 'collation', 'fields'],
    async run(context) {
      const collection = findCollection(context)
      const query = countQueryOf(context, collection)
      const shown = serverDocuments(context, targetName(context))
      const plan = planFind(context.view, collection, query)
      return { fields: { n: shown ? encodedMatches(shown, query).length : await countFound(context, plan) } }
    },
  },
  distinct: { known: ['key', 'query', 'collation', 'hint'], inTransaction: true, run: distinct },
}

export function findQueryOf(context: Context, collection: Collection | undefined): FindQuery {
  const { arguments: parsed } = context
  refuse(context.command, 'find', [
    'max',
    'min',
    'returnKey',
    'showRecordId',
    'tailable',
    'awaitData',
    'rawData',
  ])
  return {
    filter: parsed.document('filter') ?? {},
    sort: nonEmpty(parsed.document('sort')),
    projection: nonEmpty(parsed.document('projection')),
    skip: parsed.nonNegative('skip'),
    limit: parsed.nonNegative('limit'),
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
    variables: letOf(parsed),
  }
}

export function nonEmpty(document: Document | undefined): Document | undefined {
  return document && Object.keys(document).length > 0 ? document : undefined
}

export function countQueryOf(context: Context, collection: Collection | undefined): FindQuery {
  const { arguments: parsed } = context
  const limit = parsed.number('limit')
  return {
    filter: parsed.document('query') ?? {},
    skip: parsed.nonNegative('skip'),
    // The old shell sent a negative limit for a single batch.
    limit: limit === undefined ? undefined : Math.abs(limit),
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
  }
}

/** Counts without reading documents if the bounds of an index, or the collection's own count, give the answer. */
export async function countFound(context: Context, plan: FindPlan): Promise<number> {
  const { view } = context
  const { access, collection, query } = plan
  if (!collection) return 0
  let total = 0
  if (access.stage === 'COLLSCAN' && !plan.matches) total = view.countDocuments(collection)
  else if (access.stage === 'IXSCAN' && !plan.matches && !access.index.multikey.includes(true)) {
    for (const range of access.ranges) total += view.countEntries(access.index, range)
    plan.counts[0] = { keysExamined: total, docsExamined: 0, seeks: access.ranges.length, returned: total }
  } else {
    const unlimited: FindPlan = { ...plan, sorted: true, query: { ...query, skip: 0, limit: 0 } }
    const enough = query.limit ? query.limit + (query.skip ?? 0) : Number.POSITIVE_INFINITY
    await pull(context, foundRecords(view, unlimited)[Symbol.iterator](), () => ++total < enough)
  }
  const after = Math.max(0, total - (query.skip ?? 0))
  return query.limit ? Math.min(after, query.limit) : after
}

export function distinctQueryOf(context: Context, collection: Collection | undefined): FindQuery {
  const { arguments: parsed } = context
  return {
    filter: parsed.document('query') ?? {},
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
  }
}

async function distinct(context: Context) {
  const collection = findCollection(context)
  const key = context.arguments.requiredString('key')
  if (key === '') throw new MongoError('BadValue', "'key' must not be empty")
  const query = distinctQueryOf(context, collection)
  const plan = planFind(context.view, collection, { ...query, projection: { _id: 0, [key]: 1 } })
  const documents: Document[] = []
  if (collection) {
    const rows = plan.covered
      ? accessRows(context.view, collection, plan.access, 'fields', plan.counts, 512)
      : foundRecords(context.view, plan)
    await pull<{ bytes?: Uint8Array; fields?: Uint8Array | null | undefined; document?: unknown }>(
      context,
      rows[Symbol.iterator](),
      row => {
        const bytes = row.bytes ?? row.fields
        if (bytes) documents.push(decode(bytes))
        return true
      },
    )
  }
  return { fields: { values: distinctValues(documents, key, query.collation) } }
}

/** A query on the few documents that the server makes itself. */
function encodedMatches(documents: Document[], query: FindQuery): Uint8Array[] {
  const { filter, projection, skip = 0, limit } = query
  const project = projection ? compileProjection(projection, filter, {}) : (document: Document) => document
  return documents
    .filter(compileFilter(filter))
    .slice(skip, limit ? skip + limit : undefined)
    .map(document => encode(project(document)))
}
