import { runPipeline } from '../../language/stages/aggregate.ts'
import { paced, type Rows } from '../../language/stages/rows.ts'
import type { PipelineContext } from '../../language/stages/stage.ts'
import { type Document, decode, encode } from '../../language/values/bson.ts'
import { MongoError } from '../../language/values/errors.ts'
import { numberOf } from '../../language/values/numbers.ts'
import { type FindPlan, type FindQuery, foundRecords, planFind } from '../../query/find.ts'
import { splitPipeline } from '../../query/pipeline.ts'
import type { Step } from '../../query/scan.ts'
import type { Collection } from '../../storage/collection.ts'
import { argumentsOf, refuse } from '../context/arguments.ts'
import type { Commands, Context, Reply } from '../context/context.ts'
import { ensureCollection, findCollection } from '../context/namespaces.ts'
import { collationOf, hintOf, letOf } from '../context/query-options.ts'
import { pull } from '../context/turns.ts'
import { serverDocuments, sourceStage } from '../diagnostics/source-stages.ts'
import { SEARCH_NOT_ENABLED } from '../indexes/search-indexes.ts'
import { openCursor } from '../reading/cursors.ts'
import { countFound } from '../reading/reads.ts'
import { readLevelOf } from '../sessions/concerns.ts'
import { outputOf, writeOutput } from './output-stages.ts'

const REFUSED_STAGES: Record<string, string> = {
  $changeStream: 'The $changeStream stage is only supported on real replica sets; this server keeps no oplog',
  $changeStreamSplitLargeEvent: 'Change streams are not supported by this server',
  $search: '$search is not supported by this server',
  $searchMeta: '$searchMeta is not supported by this server',
  $vectorSearch: '$vectorSearch is not supported by this server',
  $listSearchIndexes: SEARCH_NOT_ENABLED,
  $geoNear: '$geoNear needs a geo index, which this server does not have',
}

const REFUSAL_CODES: Record<string, number> = { $changeStream: 40573, $listSearchIndexes: 31082 }

interface Pipeline {
  collection: Collection | undefined
  stages: Document[]
  plan: FindPlan
  rest: Document[]
}

export const aggregateCommands: Commands = {
  aggregate: {
    known: [
      'pipeline',
      'cursor',
      'allowDiskUse',
      'collation',
      'hint',
      'let',
      'bypassDocumentValidation',
      'rawData',
      'needsMerge',
      'fromRouter',
      'exchange',
    ],
    inTransaction: true,
    run: aggregate,
  },
}

export function stagesOf(context: Context): Document[] {
  const stages = context.arguments.documents('pipeline')
  if (!stages) throw new MongoError('TypeMismatch', "'pipeline' option must be specified as an array")
  for (const stage of stages) {
    const names = Object.keys(stage)
    const [name] = names
    if (names.length !== 1 || name === undefined) {
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.')
    }
    const refused = REFUSED_STAGES[name]
    if (refused) throw new MongoError(REFUSAL_CODES[name] ?? 'CommandNotSupported', refused)
  }
  return stages
}

function planPipeline(context: Context, collection: Collection | undefined, stages: Document[]): Pipeline {
  const { arguments: parsed } = context
  const { query, rest } = splitPipeline(stages)
  const find: FindQuery = {
    ...query,
    collation: collationOf(parsed.document('collation'), collection),
    hint: hintOf(parsed),
    variables: letOf(parsed),
  }
  return { collection, stages, plan: planFind(context.view, collection, find), rest }
}

/**
 * Reads all of another collection, or what an index finds of it, in one go, because a stage that asks for it cannot
 * wait.
 */
function documentsOf(context: Context, collection: Collection | undefined, query: FindQuery): Rows {
  return sourceOf(context, planFind(context.view, collection, query))
}

function pipelineContext(context: Context, plan: FindPlan): PipelineContext {
  const other = (name: string) => findCollection(context, name)
  return {
    collation: plan.query.collation,
    collection: name => documentsOf(context, other(name), { filter: {} }),
    source(name, stages) {
      const { query, rest } = splitPipeline(stages)
      const { collation, variables } = plan.query
      return { rows: documentsOf(context, other(name), { ...query, collation, variables }), rest }
    },
    lookup: (name, field, value) =>
      documentsOf(context, other(name), {
        filter: { [field]: { $eq: value } },
        collation: plan.query.collation,
      }),
    variables: plan.query.variables,
    now: new Date(),
  }
}

/** The documents of the source, with pauses if finding them or the stages that follow take long. */
function* sourceOf(context: Context, plan: FindPlan): Rows {
  for (const found of foundRecords(context.view, plan)) {
    yield found && (found.document ?? decode(found.bytes))
  }
}

function* encoded(documents: Rows): Generator<Step<Uint8Array>> {
  for (const document of documents) yield document && encode(document)
}

function* storedBytes(context: Context, plan: FindPlan): Generator<Step<Uint8Array>> {
  for (const found of foundRecords(context.view, plan)) yield found?.bytes
}

/** `[{ $group: { _id: 1, n: { $sum: 1 } } }]` and `$count`: what drivers send for countDocuments. */
function countField(rest: Document[]): { field: string; id: unknown } | undefined {
  const [stage, ...others] = rest
  if (!stage || others.length > 0) return undefined
  if (typeof stage['$count'] === 'string') return { field: stage['$count'], id: undefined }
  const group = stage['$group']
  if (typeof group !== 'object' || group === null) return undefined
  const fields = Object.entries(group)
  const [first, second] = fields
  if (fields.length !== 2 || first?.[0] !== '_id' || !second) return undefined
  if (first[1] !== null && numberOf(first[1]) === undefined) return undefined
  const sum: unknown = second[1]
  if (typeof sum !== 'object' || sum === null || Object.keys(sum).join() !== '$sum') return undefined
  return numberOf(Object.values(sum)[0]) === 1 ? { field: second[0], id: first[1] } : undefined
}

/** The result of a pipeline as BSON rows, with the counts of its plan kept in `plan`. */
async function pipelineRows(context: Context, pipeline: Pipeline): Promise<Iterable<Step<Uint8Array>>> {
  const { plan, rest } = pipeline
  if (rest.length === 0) return storedBytes(context, plan)
  const counted = countField(rest)
  // A sort changes nothing about the count, but it cannot be counted from the index.
  if (counted && /^[^$.]+$/.test(counted.field) && !plan.query.sort) {
    const n = await countFound(context, plan)
    if (n === 0) return []
    return [
      encode(counted.id === undefined ? { [counted.field]: n } : { _id: counted.id, [counted.field]: n }),
    ]
  }
  return encoded(runPipeline(paced(sourceOf(context, plan)), rest, pipelineContext(context, plan)))
}

async function aggregate(context: Context): Promise<Reply> {
  refuse(context.command, 'aggregate', ['rawData', 'needsMerge', 'fromRouter', 'exchange'])
  const { arguments: parsed } = context
  const target = context.command['aggregate']
  const stages = stagesOf(context)
  const cursor = parsed.document('cursor')
  if (!cursor) {
    throw new MongoError(
      'FailedToParse',
      "The 'cursor' option is required, except for aggregate with the explain argument",
    )
  }
  const batchSize = argumentsOf('aggregate.cursor', cursor).nonNegative('batchSize')
  const name = typeof target === 'string' ? target : '$cmd.aggregate'
  const collection = typeof target === 'string' ? findCollection(context, target) : undefined
  const output = outputOf(stages, context.database)
  if (output && context.transaction) {
    throw new MongoError(
      'OperationNotSupportedInTransaction',
      `${output.stage} cannot be used in a transaction`,
    )
  }
  if (output && readLevelOf(context) === 'linearizable') {
    throw new MongoError(
      'InvalidOptions',
      `${output.stage} cannot be used with a 'linearizable' read concern level`,
    )
  }
  const reading = output ? stages.slice(0, -1) : stages
  const source = sourceStage(context, collection, reading[0], typeof target !== 'string')
  const emptyPlan = planPipeline(context, undefined, [])
  const shown = source || typeof target !== 'string' ? undefined : serverDocuments(context, target)
  const made = source ?? shown
  const pipeline = made ? undefined : planPipeline(context, collection, reading)
  const rows = made
    ? encoded(
        runPipeline(made, source ? reading.slice(1) : reading, pipelineContext(context, emptyPlan.plan)),
      )
    : pipeline
      ? await pipelineRows(context, pipeline)
      : []
  if (output) {
    const documents: Document[] = []
    await pull(context, rows[Symbol.iterator](), bytes => documents.push(decode(bytes)) > 0)
    await writeOutput(context, output, documents, (database, into) =>
      ensureCollection({ ...context, database }, into),
    )
    return openCursor(context, `${context.database}.${name}`, [], {})
  }
  return openCursor(context, `${context.database}.${name}`, rows, { batchSize })
}
