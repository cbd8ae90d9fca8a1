import { compileExpression } from '../expressions/expression.ts'
import { type Expression, newScope, type Scope } from '../expressions/scope.ts'
import { type Document, isDocument, setField } from '../values/bson.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { hashKey } from '../values/key-bytes.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { isNumeric, typeName } from '../values/types.ts'
import {
  compileAccumulator,
  type DocumentAccumulator,
  type NewDocumentAccumulator,
} from './group-accumulators.ts'
import { gathered, takeAll } from './rows.ts'
import type { PipelineContext, Stage } from './stage.ts'

interface Output {
  name: string
  create: NewDocumentAccumulator
}

interface Group {
  id: unknown
  accumulators: DocumentAccumulator[]
}

const COUNT_ONLY: Document = { count: { $sum: 1 } }

export function groupStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand)) throw new MongoError(15947, "a group's fields must be specified in an object")
  if (!Object.hasOwn(operand, '_id')) throw new MongoError(15955, 'a group specification must include an _id')
  const { _id, ...fields } = operand
  return groupBy(compileExpression(_id, context), compileOutputs(fields, context), context)
}

export function sortByCountStage(operand: unknown, context: PipelineContext): Stage {
  const group = groupBy(
    compileExpression(operand, context),
    compileOutputs({ count: { $sum: 1 } }, context),
    context,
  )
  return function* (input) {
    const docs = yield* gathered(group(input))
    yield* docs.sort((a, b) => compare(b['count'], a['count']))
  }
}

export function bucketStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand))
    throw new MongoError(
      40201,
      `Argument to $bucket stage must be an object, but found type: ${typeName(operand)}.`,
    )
  const { boundaries } = operand
  if (!('groupBy' in operand) || !Array.isArray(boundaries)) {
    throw new MongoError(40198, "$bucket requires 'groupBy' and 'boundaries' to be specified.")
  }
  if (boundaries.length < 2) {
    throw new MongoError(
      40192,
      `The $bucket 'boundaries' field must have at least 2 values, but found ${boundaries.length} value(s).`,
    )
  }
  const limits: unknown[] = boundaries.map(boundary => compileExpression(boundary, context)(newScope({})))
  for (let i = 1; i < limits.length; i++) {
    if (compare(limits[i - 1], limits[i], context.collation) >= 0) {
      throw new MongoError(40194, "The 'boundaries' option to $bucket must be sorted, but elements are not.")
    }
  }
  const hasDefault = 'default' in operand
  const value = compileExpression(operand['groupBy'], context)
  const bucketOf: Expression = scope => {
    const at = value(scope) ?? null
    const above = limits.findIndex(limit => compare(at, limit, context.collation) < 0)
    if (above > 0) return limits[above - 1]
    if (hasDefault) return operand['default']
    throw new MongoError(
      40066,
      '$switch could not find a matching branch for an input, and no default was specified.',
    )
  }
  const group = groupBy(bucketOf, outputsOf(operand, context), context)
  return function* (input) {
    const docs = yield* gathered(group(input))
    yield* docs.sort((a, b) => compare(a['_id'], b['_id'], context.collation))
  }
}

/** Makes buckets of about equal size. Equal values share a bucket (manual: "$bucketAuto"). */
export function bucketAutoStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand) || !('groupBy' in operand) || !('buckets' in operand)) {
    throw new MongoError(40246, "$bucketAuto requires 'groupBy' and 'buckets' to be specified.")
  }
  if ('granularity' in operand)
    throw new MongoError('BadValue', 'This server does not support granularity in $bucketAuto')
  const { buckets } = operand
  if (!isNumeric(buckets) || !isWhole(buckets) || toNumber(buckets) < 1) {
    throw new MongoError(40243, "The $bucketAuto 'buckets' field must be greater than 0")
  }
  const count = toNumber(buckets)
  const value = compileExpression(operand['groupBy'], context)
  const outputs = outputsOf(operand, context)
  return function* (input) {
    const entries: { scope: Scope; at: unknown }[] = []
    yield* takeAll(input, doc => {
      const scope = newScope(doc, context.variables, context.now)
      entries.push({ scope, at: value(scope) ?? null })
    })
    entries.sort((a, b) => compare(a.at, b.at, context.collation))
    const size = Math.max(1, Math.round(entries.length / count))
    for (let start = 0, made = 1; start < entries.length; made++) {
      let end = made === count ? entries.length : Math.min(entries.length, start + size)
      while (end < entries.length && compare(entries[end - 1]?.at, entries[end]?.at, context.collation) === 0)
        end++
      const max = entries[end]?.at ?? entries.at(-1)?.at
      const group = newGroup({ min: entries[start]?.at, max }, outputs)
      for (const { scope } of entries.slice(start, end))
        for (const item of group.accumulators) item.add(scope)
      yield closed(group, outputs)
      start = end
    }
  }
}

function compileOutputs(fields: Document, context: PipelineContext): Output[] {
  return Object.entries(fields).map(([name, spec]) => {
    if (name.includes('.')) throw new MongoError(40235, `The field name '${name}' cannot contain '.'`)
    if (name.startsWith('$'))
      throw new MongoError(40236, `The field name '${name}' cannot be an operator name`)
    const [operator, ...others] = isDocument(spec) ? Object.keys(spec) : []
    if (!isDocument(spec) || operator === undefined || !operator.startsWith('$')) {
      throw new MongoError(40234, `The field '${name}' must be an accumulator object`)
    }
    if (others.length > 0) throw new MongoError(40238, `The field '${name}' must specify one accumulator`)
    const create = compileAccumulator(operator, spec[operator], context)
    if (create === undefined) throw new MongoError(15952, `unknown group operator '${operator}'`)
    return { name, create }
  })
}

function newGroup(id: unknown, outputs: Output[]): Group {
  return { id, accumulators: outputs.map(({ create }) => create()) }
}

function closed(group: Group, outputs: Output[]): Document {
  const doc: Document = { _id: group.id }
  for (const [i, { name }] of outputs.entries()) setField(doc, name, group.accumulators[i]?.result())
  return doc
}

function groupBy(key: Expression, outputs: Output[], context: PipelineContext): Stage {
  return function* (input) {
    const groups = new Map<string, Group>()
    yield* takeAll(input, doc => {
      const scope = newScope(doc, context.variables, context.now)
      // A missing value groups with null.
      const id = key(scope) ?? null
      const hash = hashKey(id, context.collation)
      let group = groups.get(hash)
      if (group === undefined) {
        group = newGroup(id, outputs)
        groups.set(hash, group)
      }
      for (const accumulator of group.accumulators) accumulator.add(scope)
    })
    for (const group of groups.values()) yield closed(group, outputs)
  }
}

function outputsOf(operand: Document, context: PipelineContext): Output[] {
  return compileOutputs(isDocument(operand['output']) ? operand['output'] : COUNT_ONLY, context)
}
