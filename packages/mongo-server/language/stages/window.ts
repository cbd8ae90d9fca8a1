import { addToDate } from '../dates/arithmetic.ts'
import { compileExpression } from '../expressions/expression.ts'
import { newScope, type Scope } from '../expressions/scope.ts'
import { type Document, isDocument } from '../values/bson.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { hashKey } from '../values/key-bytes.ts'
import { add, toNumber } from '../values/numbers.ts'
import { valueAt } from '../values/paths.ts'
import { compileSort } from '../values/sort.ts'
import { isNumeric } from '../values/types.ts'
import { documentStage } from './documents.ts'
import { compileAccumulator } from './group-accumulators.ts'
import { takeAll } from './rows.ts'
import type { PipelineContext, Stage } from './stage.ts'

/** A value for every document of a sorted partition. */
type WindowFunction = (partition: Scope[]) => unknown[]

interface Sorting {
  order: (a: Document, b: Document) => number
  path: string[] | undefined
}

type Bounds = (partition: Scope[], row: number) => [from: number, to: number]

/**
 * `$setWindowFields` with all accumulators over windows of documents or ranges, and `$rank`, `$denseRank`,
 * `$documentNumber`, `$shift`, `$locf`. Throws CommandNotSupported for the other window operators.
 */
export function setWindowFieldsStage(operand: unknown, context: PipelineContext): Stage {
  if (!isDocument(operand) || !isDocument(operand['output'])) {
    throw new MongoError(
      'FailedToParse',
      "the $setWindowFields stage requires an object with an 'output' document",
    )
  }
  const { partitionBy = null, sortBy, output } = operand
  const sorting = sortingOf(sortBy, context)
  const partitionOf = compileExpression(partitionBy, context)
  const fields = Object.entries(output).map(([path, spec]) => ({
    path,
    compute: compileWindowFunction(spec, sorting, context),
  }))
  return function* (input) {
    const partitions = new Map<string, Scope[]>()
    yield* takeAll(input, doc => {
      const scope = newScope(doc, context.variables, context.now)
      const key = hashKey(partitionOf(scope) ?? null, context.collation)
      const partition = partitions.get(key)
      if (partition === undefined) partitions.set(key, [scope])
      else partition.push(scope)
    })
    for (const partition of partitions.values()) {
      if (sorting !== undefined) partition.sort((a, b) => sorting.order(docOf(a), docOf(b)))
      const columns = fields.map(({ compute }) => compute(partition))
      for (const [row, scope] of partition.entries()) {
        const values = fields.map(({ path }, i): [string, unknown] => [
          path,
          { $literal: columns[i]?.[row] ?? null },
        ])
        yield documentStage('$set', Object.fromEntries(values), {})?.(docOf(scope)) ?? docOf(scope)
      }
    }
  }
}

function docOf(scope: Scope): Document {
  return isDocument(scope.root) ? scope.root : {}
}

function sortingOf(sortBy: unknown, context: PipelineContext): Sorting | undefined {
  if (sortBy === undefined) return undefined
  if (!isDocument(sortBy)) throw new MongoError('FailedToParse', "'sortBy' must be an object")
  const names = Object.keys(sortBy)
  const ascending = names.length === 1 && compare(sortBy[names[0] ?? ''], 1) === 0
  return { order: compileSort(sortBy, context.collation), path: ascending ? names[0]?.split('.') : undefined }
}

function compileWindowFunction(
  spec: unknown,
  sorting: Sorting | undefined,
  context: PipelineContext,
): WindowFunction {
  const names = isDocument(spec) ? Object.keys(spec).filter(name => name !== 'window') : []
  const [name = ''] = names
  if (!isDocument(spec) || names.length !== 1) {
    throw new MongoError('FailedToParse', 'a window function is an object with exactly one operator')
  }
  const operand = spec[name]
  switch (name) {
    case '$rank':
    case '$denseRank':
    case '$documentNumber':
      if (sorting === undefined)
        throw new MongoError(
          5371602,
          `${name} must be specified with a top level sortBy expression with exactly one element`,
        )
      return partition => ranks(name, partition, sorting)
    case '$shift':
      return shift(operand, sorting, context)
    case '$locf': {
      const value = compileExpression(operand, context)
      return partition => {
        let last: unknown = null
        return partition.map(scope => {
          last = value(scope) ?? last
          return last
        })
      }
    }
  }
  const create = compileAccumulator(name, operand, context)
  if (create === undefined) {
    throw new MongoError('CommandNotSupported', `This server does not support the window function ${name}`)
  }
  const boundsOf = compileWindow(spec['window'], sorting)
  return partition =>
    partition.map((_, row) => {
      const accumulator = create()
      const [from, to] = boundsOf(partition, row)
      for (let at = Math.max(0, from); at <= Math.min(to, partition.length - 1); at++) {
        const scope = partition[at]
        if (scope !== undefined) accumulator.add(scope)
      }
      return accumulator.result()
    })
}

function ranks(name: string, partition: Scope[], { order }: Sorting): number[] {
  let rank = 0
  return partition.map((scope, row) => {
    const before = partition[row - 1]
    const tied = before !== undefined && order(docOf(before), docOf(scope)) === 0
    if (name === '$documentNumber') return row + 1
    if (!tied) rank = name === '$rank' ? row + 1 : rank + 1
    return rank
  })
}

function shift(operand: unknown, sorting: Sorting | undefined, context: PipelineContext): WindowFunction {
  const { output, by, default: otherwise = null } = isDocument(operand) ? operand : {}
  if (!isNumeric(by) || sorting === undefined) {
    throw new MongoError('FailedToParse', "$shift requires 'output', 'by' and a sortBy")
  }
  const value = compileExpression(output, context)
  const fallback = compileExpression(otherwise, context)
  return partition =>
    partition.map((scope, row) => {
      const other = partition[row + toNumber(by)]
      return other === undefined ? fallback(scope) : value(other)
    })
}

function compileWindow(window: unknown, sorting: Sorting | undefined): Bounds {
  const { documents, range, unit } = isDocument(window) ? window : {}
  const bounds = documents ?? range
  if (bounds === undefined) return partition => [0, partition.length - 1]
  if (!Array.isArray(bounds) || bounds.length !== 2) {
    throw new MongoError('FailedToParse', 'Window bounds must be a 2-element array')
  }
  const [lower, upper]: unknown[] = bounds
  if (documents !== undefined) {
    return (partition, row) => [
      lower === 'unbounded' ? 0 : row + offsetOf(lower),
      upper === 'unbounded' ? partition.length - 1 : row + offsetOf(upper),
    ]
  }
  const path = sorting?.path
  if (path === undefined)
    throw new MongoError(5339902, 'Range-based bounds require a sortBy a single ascending field')
  return (partition, row) => {
    const at = (scope: Scope | undefined) => valueAt(scope?.root, path) ?? null
    const here = at(partition[row])
    const from = partition.findIndex(
      scope => lower === 'unbounded' || compare(at(scope), moved(here, lower, unit)) >= 0,
    )
    const to = partition.findLastIndex(
      scope => upper === 'unbounded' || compare(at(scope), moved(here, upper, unit)) <= 0,
    )
    return from === -1 ? [1, 0] : [from, to]
  }
}

function offsetOf(bound: unknown): number {
  if (bound === 'current') return 0
  if (isNumeric(bound)) return toNumber(bound)
  throw new MongoError('FailedToParse', "Window bounds must be numbers, 'current' or 'unbounded'")
}

function moved(value: unknown, bound: unknown, unit: unknown): unknown {
  if (bound === 'current') return value
  if (value instanceof Date) return addToDate(value, unit, offsetOf(bound), undefined)
  if (isNumeric(value) && isNumeric(bound)) return add(value, bound)
  throw new MongoError(5429414, 'Invalid range: Expected the sortBy field to be a number or date')
}
