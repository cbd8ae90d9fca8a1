import { compileExpression } from '../expressions/expression.ts'
import { newScope } from '../expressions/scope.ts'
import { compileFilter } from '../filters/filter.ts'
import { type Document, isDocument, setField } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { compileSort } from '../values/sort.ts'
import { isNumeric, typeName } from '../values/types.ts'
import { documentStage } from './documents.ts'
import { bucketAutoStage, bucketStage, groupStage, sortByCountStage } from './group.ts'
import { graphLookupStage, lookupStage } from './lookup.ts'
import { redactStage } from './redact.ts'
import { gathered, paced, type Rows, takeAll } from './rows.ts'
import type { PipelineContext, Stage } from './stage.ts'
import { unwindStage } from './unwind.ts'
import { setWindowFieldsStage } from './window.ts'

/** The stages that this server supports, except those that `documentStage` applies to each document. */
const STAGES = new Map<string, (operand: unknown, context: PipelineContext) => Stage>([
  ['$match', matchStage],
  ['$sort', sortStage],
  ['$limit', limitStage],
  ['$skip', skipStage],
  ['$count', countStage],
  ['$unwind', unwindStage],
  ['$group', groupStage],
  ['$sortByCount', sortByCountStage],
  ['$bucket', bucketStage],
  ['$bucketAuto', bucketAutoStage],
  ['$lookup', (operand, context) => lookupStage(operand, context, compilePipeline)],
  ['$graphLookup', graphLookupStage],
  ['$facet', facetStage],
  ['$unionWith', unionWithStage],
  ['$documents', documentsStage],
  ['$redact', redactStage],
  ['$sample', sampleStage],
  ['$setWindowFields', setWindowFieldsStage],
])

/** Stages that this server does not support, or only in one place of a pipeline. */
const UNSUPPORTED_STAGES = new Set([
  '$out',
  '$merge',
  '$geoNear',
  '$search',
  '$searchMeta',
  '$vectorSearch',
  '$densify',
  '$fill',
  '$changeStream',
  '$collStats',
  '$indexStats',
  '$currentOp',
  '$listSessions',
  '$planCacheStats',
  '$rankFusion',
  '$listLocalSessions',
])

/**
 * Runs an aggregation pipeline. Errors in the stages are thrown at once; documents are computed as they are read, if
 * the stages allow it. Throws 40324 for stages that MongoDB does not have.
 */
export function runPipeline(docs: Rows, stages: Document[], context: PipelineContext): Rows {
  // All `$$NOW` of a command are the same instant.
  return compilePipeline(stages, { ...context, now: context.now ?? new Date() })(docs)
}

function compilePipeline(stages: unknown, context: PipelineContext): Stage {
  if (!Array.isArray(stages))
    throw new MongoError('TypeMismatch', "'pipeline' option must be specified as an array")
  const compiled = stages.map((stage, position) => {
    const [name, ...others] = isDocument(stage) ? Object.keys(stage) : []
    if (!isDocument(stage))
      throw new MongoError('TypeMismatch', "Each element of the 'pipeline' array must be an object")
    if (name === undefined || others.length > 0) {
      throw new MongoError(40323, 'A pipeline stage specification object must contain exactly one field.')
    }
    if (name === '$documents' && position > 0) {
      throw new MongoError(40602, '$documents is only valid as the first stage in a pipeline')
    }
    return compileStage(name, stage[name], context)
  })
  return input => compiled.reduce((docs, stage) => stage(docs), input)
}

function compileStage(name: string, operand: unknown, context: PipelineContext): Stage {
  const perDocument = documentStage(name, operand, context)
  if (perDocument !== undefined) return input => mapped(input, perDocument)
  const compile = STAGES.get(name)
  if (compile) return compile(operand, context)
  if (UNSUPPORTED_STAGES.has(name)) {
    throw new MongoError(
      'CommandNotSupported',
      `This server does not support the pipeline stage '${name}' here`,
    )
  }
  throw new MongoError(40324, `Unrecognized pipeline stage name: '${name}'`)
}

function matchStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand)) throw new MongoError(15959, 'the match filter must be an expression in an object')
  const matches = compileFilter(operand, context)
  return input => filtered(input, matches)
}

function sortStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand)) throw new MongoError(15973, 'the $sort key specification must be an object')
  if (Object.keys(operand).length === 0)
    throw new MongoError(15976, '$sort stage must have at least one sort key')
  const order = compileSort(operand, context.collation)
  return function* (input) {
    const docs = yield* gathered(input)
    yield* docs.sort(order)
  }
}

function limitStage(operand: unknown): Stage {
  const count = wholeNumber('$limit', operand)
  if (count === 0) throw new MongoError(15958, 'the limit must be positive')
  return input => limited(input, count)
}

function skipStage(operand: unknown): Stage {
  const count = wholeNumber('$skip', operand)
  return input => skipped(input, count)
}

function* mapped(input: Rows, apply: (doc: Document) => Document): Rows {
  for (const doc of input) yield doc && apply(doc)
}

function* filtered(input: Rows, matches: (doc: Document) => boolean): Rows {
  for (const doc of input) if (doc === undefined || matches(doc)) yield doc
}

function* limited(input: Rows, count: number): Rows {
  let left = count
  for (const doc of input) {
    yield doc
    if (doc !== undefined && --left === 0) return
  }
}

function* skipped(input: Rows, count: number): Rows {
  let left = count
  for (const doc of input) {
    if (doc !== undefined && left > 0) left--
    else yield doc
  }
}

function wholeNumber(stage: string, operand: unknown): number {
  if (isNumeric(operand) && isWhole(operand) && toNumber(operand) >= 0) return toNumber(operand)
  throw new MongoError(
    5107201,
    `invalid argument to ${stage} stage: Expected a non-negative number, but found ${typeName(operand)}`,
  )
}

function countStage(operand: unknown): Stage {
  if (typeof operand !== 'string' || operand === '')
    throw new MongoError(40156, 'the count field must be a non-empty string')
  if (operand.startsWith('$')) throw new MongoError(40158, 'the count field cannot be a $-prefixed path')
  if (operand.includes('.')) throw new MongoError(40160, "the count field cannot contain '.'")
  return function* (input) {
    let count = 0
    yield* takeAll(input, () => count++)
    if (count > 0) yield { [operand]: count }
  }
}

function facetStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand) || Object.keys(operand).length === 0) {
    throw new MongoError(40169, 'the $facet specification must be a non-empty object')
  }
  const facets = Object.entries(operand).map(([name, stages]): [string, Stage] => {
    if (!Array.isArray(stages))
      throw new MongoError(40170, `arguments to $facet must be arrays, ${name} is type ${typeName(stages)}`)
    return [name, compilePipeline(stages, context)]
  })
  return function* (input) {
    const docs = yield* gathered(input)
    const result: Document = {}
    for (const [name, run] of facets) setField(result, name, yield* gathered(run(docs)))
    yield result
  }
}

function unionWithStage(operand: unknown, context: PipelineContext): Stage {
  const { coll, pipeline = [] } = isDocument(operand) ? operand : { coll: operand }
  if (coll !== undefined && typeof coll !== 'string') {
    throw new MongoError('FailedToParse', '$unionWith requires the name of a collection')
  }
  // Its errors are those of the whole pipeline, whatever of it an index answers.
  const run = compilePipeline(pipeline, context)
  return function* (input) {
    yield* input
    if (coll === undefined) yield* run([])
    else if (!context.source || !Array.isArray(pipeline)) yield* run(paced(context.collection(coll)))
    else {
      const { rows, rest } = context.source(coll, pipeline)
      yield* compilePipeline(rest, context)(paced(rows))
    }
  }
}

function documentsStage(operand: unknown, context: PipelineContext): Stage {
  const expression = compileExpression(operand, context)
  return function* () {
    const docs = expression(newScope({}, context.variables, context.now))
    if (!Array.isArray(docs) || !docs.every(isDocument)) {
      throw new MongoError(5858203, 'an array of documents is expected in $documents')
    }
    yield* docs
  }
}

function sampleStage(operand: unknown): Stage {
  const size = isDocument(operand) ? operand['size'] : undefined
  if (!isNumeric(size)) throw new MongoError(28746, 'size argument to $sample must be a number')
  const count = toNumber(size)
  if (!(count > 0)) throw new MongoError(28747, 'size argument to $sample must be a positive integer')
  return function* (input) {
    const docs = yield* gathered(input)
    // The first places of a Fisher-Yates shuffle.
    for (let taken = 0; taken < count && docs.length > 0; taken++) {
      const at = Math.floor(Math.random() * docs.length)
      const last = docs.pop()
      const chosen = docs[at] ?? last
      if (last !== undefined && at < docs.length) docs[at] = last
      yield chosen
    }
  }
}
