import { countSteps } from '../limits/interruption.ts'
import { countOf, firstInOrder } from '../values/accumulators.ts'
import { isDocument } from '../values/bson.ts'
import { compare } from '../values/compare.ts'
import { MongoError } from '../values/errors.ts'
import { isWhole, toNumber } from '../values/numbers.ts'
import { compileSort } from '../values/sort.ts'
import { isNullish, isNumeric, typeName } from '../values/types.ts'
import type { PlainFunction, PlainFunctions } from './scope.ts'

type Context = Parameters<PlainFunction['apply']>[1]

/** As MongoDB counts the memory of a `$range`. */
const BYTES_OF_A_VALUE = 16
const RANGE_MEMORY_LIMIT = 100 * 1024 * 1024

export const ARRAY_FUNCTIONS: PlainFunctions = {
  $arrayElemAt: ofArray('$arrayElemAt', [2, 2], (array, [index]) =>
    isNullish(index) ? null : array.at(wholeFor('$arrayElemAt', index)),
  ),
  $first: ofArray('$first', [1, 1], array => array[0]),
  $last: ofArray('$last', [1, 1], array => array.at(-1)),
  $firstN: some('$firstN', (items, n) => items.slice(0, n)),
  $lastN: some('$lastN', (items, n) => items.slice(-n)),
  $minN: some('$minN', (items, n, { collation }) =>
    firstInOrder(items.filter(notNull), n, (a, b) => compare(a, b, collation)),
  ),
  $maxN: some('$maxN', (items, n, { collation }) =>
    firstInOrder(items.filter(notNull), n, (a, b) => compare(b, a, collation)),
  ),
  $concatArrays: {
    min: 0,
    max: Infinity,
    apply: operands =>
      operands.some(isNullish) ? null : operands.flatMap(item => arrayFor('$concatArrays', item)),
  },
  $in: {
    min: 2,
    max: 2,
    apply: ([value, array], { collation }) => {
      if (!Array.isArray(array)) {
        throw new MongoError(40081, `$in requires an array as a second argument, found: ${typeName(array)}`)
      }
      return array.some(item => compare(item, value, collation) === 0)
    },
  },
  $indexOfArray: ofArray(
    '$indexOfArray',
    [2, 4],
    (array, [value, start = 0, end = array.length], { collation }) => {
      const [from, to] = [wholeFor('$indexOfArray', start), wholeFor('$indexOfArray', end)]
      return array.findIndex((item, at) => at >= from && at < to && compare(item, value, collation) === 0)
    },
  ),
  $isArray: { min: 1, max: 1, apply: ([value]) => Array.isArray(value) },
  $size: {
    min: 1,
    max: 1,
    apply: ([array]) => {
      if (Array.isArray(array)) return array.length
      throw new MongoError(
        17124,
        `The argument to $size must be an array, but was of type: ${typeName(array)}`,
      )
    },
  },
  $slice: ofArray('$slice', [2, 3], slice),
  $range: { min: 2, max: 3, apply: range },
  $reverseArray: ofArray('$reverseArray', [1, 1], array => array.toReversed()),
  $zip: {
    min: 1,
    max: 1,
    named: { required: ['inputs'], optional: ['useLongestLength', 'defaults'] },
    apply: ([operands]) => zip(operands),
  },
  $sortArray: {
    min: 1,
    max: 1,
    named: { required: ['input', 'sortBy'], optional: [] },
    apply: ([operands], context) => sortArray(operands, context),
  },
}

/** A function whose first operand is an array. It gives null for null. */
function ofArray(
  name: string,
  [min, max]: [number, number],
  apply: (array: unknown[], operands: unknown[], context: Context) => unknown,
): PlainFunction {
  return {
    min,
    max,
    apply: ([array, ...operands], context) => {
      if (isNullish(array)) return null
      return apply(arrayFor(name, array), operands, context)
    },
  }
}

function arrayFor(name: string, value: unknown): unknown[] {
  if (Array.isArray(value)) {
    countSteps(value.length)
    return value
  }
  throw new MongoError(28689, `${name}'s argument must be an array, but is ${typeName(value)}`)
}

function wholeFor(name: string, value: unknown): number {
  if (isNumeric(value) && isWhole(value)) return toNumber(value)
  throw new MongoError(28690, `${name} requires a 32-bit integer, found a value of type ${typeName(value)}`)
}

/** `$firstN` and its like: `{ n, input }`. */
function some(
  name: string,
  take: (items: unknown[], n: number, context: Context) => unknown[],
): PlainFunction {
  return {
    min: 1,
    max: 1,
    named: { required: ['n', 'input'], optional: [] },
    apply: ([operands], context) => {
      const { n, input } = isDocument(operands) ? operands : {}
      return take([...arrayFor(name, input)], countOf(name, n), context)
    },
  }
}

function slice(array: unknown[], [position, count]: unknown[]): unknown {
  if (isNullish(position) || count === null) return null
  const from = wholeFor('$slice', position)
  if (count === undefined) return from < 0 ? array.slice(from) : array.slice(0, from)
  const length = wholeFor('$slice', count)
  if (length <= 0) throw new MongoError(28729, `Third argument to $slice must be positive: ${length}`)
  const start = from < 0 ? Math.max(0, array.length + from) : from
  return array.slice(start, start + length)
}

function range([start, end, step = 1]: unknown[]): number[] {
  const [from, to, by] = [start, end, step].map(value => wholeFor('$range', value))
  if (by === 0) throw new MongoError(34449, '$range requires a non-zero step value')
  const numbers: number[] = []
  if (from === undefined || to === undefined || by === undefined) return numbers
  const bytes = Math.ceil((to - from) / by) * BYTES_OF_A_VALUE
  if (bytes > RANGE_MEMORY_LIMIT) {
    throw new MongoError(
      'ExceededMemoryLimit',
      `$range would use too much memory (${bytes} bytes) and cannot spill to disk. Memory limit: ${RANGE_MEMORY_LIMIT} bytes`,
    )
  }
  for (let value = from; by > 0 ? value < to : value > to; value += by) {
    countSteps()
    numbers.push(value)
  }
  return numbers
}

function zip(operands: unknown): unknown {
  const { inputs, useLongestLength = false, defaults } = isDocument(operands) ? operands : {}
  const lists = arrayFor('$zip', inputs)
  if (lists.some(isNullish)) return null
  const arrays = lists.map(list => arrayFor('$zip', list))
  const lengths = arrays.map(array => array.length)
  const length = useLongestLength === true ? Math.max(0, ...lengths) : Math.min(...lengths)
  const fill = Array.isArray(defaults) ? defaults : []
  return Array.from({ length }, (_, at) => {
    countSteps()
    return arrays.map((array, i) => (at < array.length ? array[at] : (fill[i] ?? null)))
  })
}

function sortArray(operands: unknown, { collation }: Context): unknown {
  const { input, sortBy } = isDocument(operands) ? operands : {}
  if (isNullish(input)) return null
  const items = [...arrayFor('$sortArray', input)]
  if (isDocument(sortBy)) {
    const order = compileSort(sortBy, collation)
    return items.sort((a, b) => (isDocument(a) && isDocument(b) ? order(a, b) : compare(a, b, collation)))
  }
  const direction = isNumeric(sortBy) ? toNumber(sortBy) : 0
  if (direction !== 1 && direction !== -1) throw new MongoError(15974, 'Illegal key in $sort specification')
  return items.sort((a, b) => direction * compare(a, b, collation))
}

function notNull(value: unknown): boolean {
  return !isNullish(value)
}
