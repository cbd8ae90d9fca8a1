import { percentiles, SIMPLE_ACCUMULATORS } from '../values/accumulators.ts'
import { isDocument } from '../values/bson.ts'
import type { PlainFunction, PlainFunctions } from './scope.ts'

export const ACCUMULATOR_FUNCTIONS: PlainFunctions = {
  $sum: over('$sum'),
  $avg: over('$avg'),
  $min: over('$min'),
  $max: over('$max'),
  $stdDevPop: over('$stdDevPop'),
  $stdDevSamp: over('$stdDevSamp'),
  $mergeObjects: over('$mergeObjects'),
  $median: {
    min: 1,
    max: 1,
    named: { required: ['input', 'method'], optional: [] },
    apply: ([operands]) => (isDocument(operands) ? percentiles(listOf(operands['input']), [0.5])[0] : null),
  },
  $percentile: {
    min: 1,
    max: 1,
    named: { required: ['input', 'p', 'method'], optional: [] },
    apply: ([operands]) =>
      isDocument(operands) ? percentiles(listOf(operands['input']), operands['p']) : null,
  },
}

/** Accumulators over their operands, or over the items of an array that is the only operand. */
function over(name: string): PlainFunction {
  return {
    min: 0,
    max: Infinity,
    apply: (operands, { collation }) => {
      const accumulator = SIMPLE_ACCUMULATORS[name]?.(collation)
      const [only] = operands
      const values: unknown[] = operands.length === 1 && Array.isArray(only) ? only : operands
      for (const value of values) accumulator?.add(value)
      return accumulator?.result()
    },
  }
}

function listOf(value: unknown): unknown[] {
  return Array.isArray(value) ? value : [value]
}
