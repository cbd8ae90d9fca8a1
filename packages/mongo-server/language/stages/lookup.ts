import { Long } from 'bson'
import { compileExpression } from '../expressions/expression.ts'
import { type Expression, newScope } from '../expressions/scope.ts'
import { compileFilter } from '../filters/filter.ts'
import { type Document, isDocument } from '../values/bson.ts'
import { MongoError } from '../values/errors.ts'
import { hashKey } from '../values/key-bytes.ts'
import { toNumber } from '../values/numbers.ts'
import { anyValueAt } from '../values/paths.ts'
import { isNumeric, typeName } from '../values/types.ts'
import { documentStage } from './documents.ts'
import { gathered, mapRows, type Rows, takeAll } from './rows.ts'
import type { CompilePipeline, PipelineContext, Stage } from './stage.ts'

/** The documents whose field equals one of some values, each once, in the order of the collection if it was read. */
type Finder = (values: unknown[]) => Rows

const LOOKUP_ARGUMENTS = new Set(['from', 'localField', 'foreignField', 'as', 'let', 'pipeline'])

export function lookupStage(
  operand: unknown,
  context: PipelineContext,
  compilePipeline: CompilePipeline,
): Stage {
  if (!isDocument(operand))
    throw new MongoError('FailedToParse', 'the $lookup specification must be an Object')
  for (const name of Object.keys(operand)) {
    if (!LOOKUP_ARGUMENTS.has(name))
      throw new MongoError('FailedToParse', `unknown argument to $lookup: ${name}`)
  }
  const [from, as, localField, foreignField] = ['from', 'as', 'localField', 'foreignField'].map(name =>
    textArgument('$lookup', operand, name),
  )
  if (as === undefined) throw new MongoError('FailedToParse', "must specify 'as' field for a $lookup")
  if ((localField === undefined) !== (foreignField === undefined)) {
    throw new MongoError(
      'FailedToParse',
      '$lookup requires both or neither of localField and foreignField to be specified',
    )
  }
  const { pipeline } = operand
  if (pipeline === undefined && localField === undefined) {
    throw new MongoError(
      'FailedToParse',
      "$lookup requires either 'pipeline' or both 'localField' and 'foreignField' to be specified",
    )
  }
  if (from === undefined && !startsWithDocuments(pipeline)) {
    throw new MongoError('FailedToParse', "must specify 'from' field for a $lookup")
  }
  const matches = matchesOf(from ?? '', localField, foreignField, pipeline, operand['let'], context)
  const joined = joinedPipeline(pipeline, operand['let'], context, compilePipeline)
  const put = putField(as)
  return function* (input) {
    yield* mapRows(input, function* (doc) {
      yield put(doc, yield* gathered(joined(doc, matches(doc))))
    })
  }
}

export function graphLookupStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand))
    throw new MongoError('FailedToParse', 'the $graphLookup specification must be an object')
  const [from, as, connectFromField, connectToField, depthField] = [
    'from',
    'as',
    'connectFromField',
    'connectToField',
    'depthField',
  ].map(name => textArgument('$graphLookup', operand, name))
  if (
    from === undefined ||
    as === undefined ||
    connectFromField === undefined ||
    connectToField === undefined ||
    !('startWith' in operand)
  ) {
    throw new MongoError(
      40105,
      "$graphLookup requires 'from', 'as', 'startWith', 'connectFromField', and 'connectToField' to be specified.",
    )
  }
  const { maxDepth, restrictSearchWithMatch } = operand
  const deepest = isNumeric(maxDepth) ? toNumber(maxDepth) : Infinity
  const restricted = isDocument(restrictSearchWithMatch)
    ? compileFilter(restrictSearchWithMatch, context)
    : () => true
  const find = finder(from, connectToField, context)
  const start = compileExpression(operand['startWith'], context)
  const fromPath = connectFromField.split('.')
  const put = putField(as)
  return function* (input) {
    for (const doc of input) {
      if (doc === undefined) {
        yield undefined
        continue
      }
      const found = new Map<string, Document>()
      const first = start(newScope(doc, context.variables, context.now))
      let frontier: unknown[] = Array.isArray(first) ? first : [first ?? null]
      for (let depth = 0; frontier.length > 0 && depth <= deepest; depth++) {
        const next: unknown[] = []
        for (const match of find(frontier)) {
          if (match === undefined) {
            yield undefined
            continue
          }
          const key = hashKey(match['_id'] ?? match)
          if (found.has(key) || !restricted(match)) continue
          found.set(
            key,
            depthField === undefined ? match : { ...match, [depthField]: Long.fromNumber(depth) },
          )
          next.push(...localValues(match, fromPath).filter(value => value !== null))
        }
        frontier = next
      }
      yield put(doc, [...found.values()])
    }
  }
}

/**
 * Asks the index behind `context.lookup`. Without an index it reads the collection once and keeps its documents by
 * the values of the field, so that a join costs O(n + m) instead of O(n · m).
 */
function finder(collection: string, field: string, context: PipelineContext): Finder {
  const { lookup, collation } = context
  if (lookup !== undefined) {
    return function* (values) {
      const [only] = values
      if (values.length === 1) return yield* lookup(collection, field, only)
      const found = new Map<string, Document>()
      for (const value of values) {
        yield* takeAll(lookup(collection, field, value), doc => found.set(hashKey(doc['_id']), doc))
      }
      yield* found.values()
    }
  }
  let docs: Document[] = []
  let positions: Map<string, number[]> | undefined
  return function* (values) {
    if (positions === undefined) {
      docs = yield* gathered(context.collection(collection))
      positions = positionsByValue(docs, field.split('.'), collation)
    }
    const found = new Set<number>()
    for (const value of values) {
      for (const position of positions.get(hashKey(value ?? null, collation)) ?? []) found.add(position)
    }
    for (const position of [...found].sort((a, b) => a - b)) {
      const doc = docs[position]
      if (doc !== undefined) yield doc
    }
  }
}

function positionsByValue(docs: Document[], path: string[], collation: PipelineContext['collation']) {
  const positions = new Map<string, number[]>()
  for (const [position, doc] of docs.entries()) {
    for (const value of valuesAt(doc, path)) {
      const key = hashKey(value, collation)
      const list = positions.get(key)
      if (list === undefined) positions.set(key, [position])
      else if (list.at(-1) !== position) list.push(position)
    }
  }
  return positions
}

/**
 * What an equality query compares with: each value, the items of arrays and the arrays themselves, and null if there
 * is none.
 */
function valuesAt(doc: Document, path: string[]): unknown[] {
  const values: unknown[] = []
  anyValueAt(doc, path, value => {
    values.push(value ?? null)
    if (Array.isArray(value)) values.push(...value)
    return false
  })
  return values
}

/** An array in the local field means its items (manual: "Use $lookup with an Array"). */
function localValues(doc: Document, path: string[]): unknown[] {
  const values: unknown[] = []
  anyValueAt(doc, path, value => {
    if (Array.isArray(value)) values.push(...value)
    else values.push(value ?? null)
    return false
  })
  return values
}

function textArgument(stage: string, operand: Document, name: string): string | undefined {
  const value = operand[name]
  if (value === undefined || typeof value === 'string') return value
  throw new MongoError(
    'FailedToParse',
    `${stage} argument '${name}: ${String(value)}' must be a string, is type ${typeName(value)}`,
  )
}

function startsWithDocuments(pipeline: unknown): boolean {
  return Array.isArray(pipeline) && isDocument(pipeline[0]) && '$documents' in pipeline[0]
}

function putField(path: string): (doc: Document, value: unknown) => Document {
  if (!path.includes('.')) return (doc, value) => ({ ...doc, [path]: value })
  return (doc, value) => documentStage('$set', { [path]: { $literal: value } }, {})?.(doc) ?? doc
}

function matchesOf(
  from: string,
  localField: string | undefined,
  foreignField: string | undefined,
  pipeline: unknown,
  bindings: unknown,
  context: PipelineContext,
): (doc: Document) => Rows {
  if (localField !== undefined && foreignField !== undefined) {
    const find = finder(from, foreignField, context)
    const path = localField.split('.')
    return doc => find(localValues(doc, path))
  }
  const equality = joinEquality(pipeline, bindings)
  if (equality === undefined) return () => (from === '' ? [] : context.collection(from))
  // The pipeline still applies its whole condition: these are only candidates.
  const find = finder(from, equality.field, context)
  const value = compileExpression(equality.local, context)
  return doc => find([value(newScope(doc, context.variables, context.now)) ?? null])
}

/** `{ $match: { $expr: { $eq: ['$field', '$$variable'] } } }` at the head of a pipeline, alone or within `$and`. */
function joinEquality(pipeline: unknown, bindings: unknown): { field: string; local: unknown } | undefined {
  const first: unknown = Array.isArray(pipeline) ? pipeline[0] : undefined
  const match = isDocument(first) ? first['$match'] : undefined
  const expression = isDocument(match) ? match['$expr'] : undefined
  if (!isDocument(expression) || !isDocument(bindings)) return undefined
  const all = expression['$and']
  for (const candidate of Array.isArray(all) ? all : [expression]) {
    const operands: unknown = isDocument(candidate) ? candidate['$eq'] : undefined
    if (!Array.isArray(operands) || operands.length !== 2) continue
    for (const [field, variable] of [operands, operands.toReversed()]) {
      if (typeof field !== 'string' || typeof variable !== 'string' || !/^\$[^$.][^.]*$/.test(field)) continue
      const name = /^\$\$(\w+)$/.exec(variable)?.[1]
      if (name !== undefined && Object.hasOwn(bindings, name))
        return { field: field.slice(1), local: bindings[name] }
    }
  }
  return undefined
}

function joinedPipeline(
  pipeline: unknown,
  bindings: unknown,
  context: PipelineContext,
  compilePipeline: CompilePipeline,
): (doc: Document, matches: Rows) => Rows {
  if (pipeline === undefined) return (_, matches) => matches
  const variables = Object.entries(isDocument(bindings) ? bindings : {}).map(
    ([name, value]): [string, Expression] => [name, compileExpression(value, context)],
  )
  // Compiled once for its errors and, without variables, for all documents.
  const constant = compilePipeline(pipeline, context)
  if (variables.length === 0) return (_, matches) => constant(matches)
  return (doc, matches) => {
    const bound: Document = { ...context.variables }
    const scope = newScope(doc, context.variables, context.now)
    for (const [name, value] of variables) bound[name] = value(scope)
    return compilePipeline(pipeline, { ...context, variables: bound })(matches)
  }
}
