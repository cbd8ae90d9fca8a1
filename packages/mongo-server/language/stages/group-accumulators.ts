import { compileExpression } from '../expressions/expression.ts'
import type { Expression, Scope } from '../expressions/scope.ts'
import {
  type Accumulator,
  countOf,
  firstInOrder,
  percentiles,
  SIMPLE_ACCUMULATORS,
  sum,
} from '../values/accumulators.ts'
import { type Document, isDocument } from '../values/bson.ts'
import type { Collation } from '../values/collation.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { compileSort } from '../values/sort.ts'
import { isNullish } from '../values/types.ts'

/** An accumulator over documents: `add` takes each in, `result` closes. */
export interface DocumentAccumulator {
  add(scope: Scope): void
  result(): unknown
}

export type NewDocumentAccumulator = () => DocumentAccumulator

interface Options {
  collation?: Collation | undefined
}

/** The accumulators of `$group` and `$setWindowFields` by name; undefined for unknown names. */
export function compileAccumulator(
  name: string,
  operand: unknown,
  options: Options,
): NewDocumentAccumulator | undefined {
  const create = Object.hasOwn(SIMPLE_ACCUMULATORS, name) ? SIMPLE_ACCUMULATORS[name] : undefined
  if (create !== undefined) {
    const value = compileExpression(operand, options)
    return () => evaluated(create(options.collation), value)
  }
  switch (name) {
    case '$count':
      if (!isDocument(operand) || Object.keys(operand).length > 0) {
        throw new MongoError('BadValue', '$count takes no arguments, i.e. $count:{}')
      }
      return () => evaluated(sum(), () => 1)
    case '$firstN':
    case '$lastN':
    case '$minN':
    case '$maxN':
      return several(name, operand, options)
    case '$top':
    case '$bottom':
    case '$topN':
    case '$bottomN':
      return ranked(name, operand, options)
    case '$median':
    case '$percentile':
      return atPercentiles(name, operand, options)
    default:
      return undefined
  }
}

function evaluated(accumulator: Accumulator, value: Expression): DocumentAccumulator {
  return { add: scope => accumulator.add(value(scope)), result: accumulator.result }
}

function argumentsOf(name: string, operand: unknown, required: string[]): Document {
  if (!isDocument(operand)) {
    throw new MongoError(5787801, `specification must be an object; found ${name}: ${String(operand)}`)
  }
  for (const argument of Object.keys(operand)) {
    if (!required.includes(argument)) {
      throw new MongoError(5787901, `Unknown argument for ${name} operator: ${argument}`)
    }
  }
  for (const argument of required) {
    if (!(argument in operand)) throw new MongoError(5787906, `Missing value for '${argument}' in ${name}`)
  }
  return operand
}

function several(name: string, operand: unknown, options: Options): NewDocumentAccumulator {
  const { input, n } = argumentsOf(name, operand, ['input', 'n'])
  const value = compileExpression(input, options)
  const count = compileExpression(n, options)
  const { collation } = options
  return () => {
    const values: unknown[] = []
    let most: number | undefined
    return {
      add: scope => {
        most ??= countOf(name, count(scope))
        const item = value(scope)
        // Order statistics ignore null; the others keep it, and null for missing.
        if (!(isNullish(item) && (name === '$minN' || name === '$maxN'))) values.push(item ?? null)
      },
      result: () => {
        const limit = most ?? 0
        if (name === '$firstN') return values.slice(0, limit)
        if (name === '$lastN') return values.slice(-limit)
        const sign = name === '$minN' ? 1 : -1
        return firstInOrder([...values], limit, (a, b) => sign * compare(a, b, collation))
      },
    }
  }
}

function ranked(name: string, operand: unknown, options: Options): NewDocumentAccumulator {
  const single = name === '$top' || name === '$bottom'
  const args = argumentsOf(name, operand, single ? ['sortBy', 'output'] : ['n', 'sortBy', 'output'])
  const { sortBy } = args
  if (!isDocument(sortBy))
    throw new MongoError(5788604, `expected 'sortBy' to already be an object in ${name}`)
  const order = compileSort(sortBy, options.collation)
  const output = compileExpression(args['output'], options)
  const count = compileExpression(single ? 1 : args['n'], options)
  return () => {
    const entries: { doc: Document; value: unknown }[] = []
    let most: number | undefined
    return {
      add: scope => {
        most ??= countOf(name, count(scope))
        if (isDocument(scope.root)) entries.push({ doc: scope.root, value: output(scope) ?? null })
      },
      result: () => {
        const sorted = entries.toSorted((a, b) => order(a.doc, b.doc)).map(({ value }) => value)
        const limit = most ?? 0
        const chosen = name.startsWith('$top') ? sorted.slice(0, limit) : sorted.slice(-limit)
        return single ? (chosen[0] ?? null) : chosen
      },
    }
  }
}

function atPercentiles(name: string, operand: unknown, options: Options): NewDocumentAccumulator {
  const median = name === '$median'
  const args = argumentsOf(name, operand, median ? ['input', 'method'] : ['input', 'p', 'method'])
  const value = compileExpression(args['input'], options)
  const fractions = median ? [0.5] : args['p']
  return () => {
    const values: unknown[] = []
    return {
      add: scope => {
        values.push(value(scope))
      },
      result: () => {
        const found = percentiles(values, fractions)
        return median ? found[0] : found
      },
    }
  }
}
