import { type Document, double, isDocument, setField } from './bson.ts'
import type { Collation } from './collation.ts'
import { compare } from './compare.ts'
import { divideDecimals, toDecimal128 } from './decimal.ts'
import { MongoError } from './errors.ts'
import { hashKey } from './key-bytes.ts'
import { add, isDecimal, isWhole, toDecimalParts, toNumber } from './numbers.ts'
import { isNullish, isNumeric, type Numeric, typeName } from './types.ts'

/** What a group keeps while documents pass. Values go in one by one; `undefined` means missing. */
export interface Accumulator {
  add(value: unknown): void
  result(): unknown
}

export type NewAccumulator = (collation?: Collation) => Accumulator

/** The accumulators whose operand is the value itself. */
export const SIMPLE_ACCUMULATORS: { readonly [name: string]: NewAccumulator } = {
  $sum: sum,
  $avg: average,
  $min: extreme(1),
  $max: extreme(-1),
  $first: first,
  $last: last,
  $push: push,
  $addToSet: addToSet,
  $stdDevPop: standardDeviation(0),
  $stdDevSamp: standardDeviation(1),
  $mergeObjects: mergeObjects,
}

export function sum(): Accumulator {
  let total: Numeric = 0
  return {
    add: value => {
      if (isNumeric(value)) total = add(total, value)
    },
    result: () => total,
  }
}

/** Checks the `n` of `$firstN` and its like. */
export function countOf(name: string, n: unknown): number {
  if (!isNumeric(n) || !isWhole(n)) {
    throw new MongoError(
      5787902,
      `Value for 'n' must be of integral type, but found ${typeName(n)} in ${name}`,
    )
  }
  if (toNumber(n) <= 0)
    throw new MongoError(5787908, `'n' must be greater than 0, found ${toNumber(n)} in ${name}`)
  return toNumber(n)
}

/** The first `n` values in an order. Equal values keep their order. */
export function firstInOrder<T>(items: T[], n: number, order: (a: T, b: T) => number): T[] {
  return items.sort(order).slice(0, n)
}

/** Values at percentiles of the numbers among `values` (manual: "$percentile"), by the nearest-rank method. */
export function percentiles(values: unknown[], fractions: unknown): unknown[] {
  if (!Array.isArray(fractions) || fractions.length === 0) {
    throw new MongoError(7750300, "The $percentile 'p' field must be an array of numbers from [0.0, 1.0]")
  }
  const numbers = values.flatMap(value => (isNumeric(value) ? [toNumber(value)] : [])).sort((a, b) => a - b)
  return fractions.map(fraction => {
    const p = isNumeric(fraction) ? toNumber(fraction) : Number.NaN
    if (!(p >= 0 && p <= 1)) {
      throw new MongoError(7750303, "The $percentile 'p' field must be an array of numbers from [0.0, 1.0]")
    }
    const value = numbers[Math.max(0, Math.ceil(p * numbers.length) - 1)]
    return value === undefined ? null : double(value)
  })
}

function average(): Accumulator {
  let total: Numeric = 0
  let count = 0
  return {
    add: value => {
      if (!isNumeric(value)) return
      total = add(total, value)
      count++
    },
    result: () => {
      if (count === 0) return null
      if (!isDecimal(total)) return double(toNumber(total) / count)
      return toDecimal128(divideDecimals(toDecimalParts(total), toDecimalParts(count)))
    },
  }
}

function extreme(sign: 1 | -1): NewAccumulator {
  return collation => {
    let best: unknown
    return {
      add: value => {
        if (isNullish(value)) return
        if (best === undefined || compare(value, best, collation) * sign < 0) best = value
      },
      result: () => best ?? null,
    }
  }
}

function first(): Accumulator {
  let value: unknown
  let seen = false
  return {
    add: next => {
      if (!seen) value = next
      seen = true
    },
    result: () => value ?? null,
  }
}

function last(): Accumulator {
  let value: unknown
  return {
    add: next => {
      value = next
    },
    result: () => value ?? null,
  }
}

function push(): Accumulator {
  const values: unknown[] = []
  return {
    add: value => {
      if (value !== undefined) values.push(value)
    },
    result: () => values,
  }
}

function addToSet(collation?: Collation): Accumulator {
  const values = new Map<string, unknown>()
  return {
    add: value => {
      if (value === undefined) return
      const key = hashKey(value, collation)
      if (!values.has(key)) values.set(key, value)
    },
    result: () => [...values.values()],
  }
}

/** Welford's method: numerically stable in one pass. */
function standardDeviation(degreesTaken: 0 | 1): NewAccumulator {
  return () => {
    let count = 0
    let mean = 0
    let squares = 0
    return {
      add: value => {
        if (!isNumeric(value)) return
        const x = toNumber(value)
        count++
        const delta = x - mean
        mean += delta / count
        squares += delta * (x - mean)
      },
      result: () => (count <= degreesTaken ? null : double(Math.sqrt(squares / (count - degreesTaken)))),
    }
  }
}

function mergeObjects(): Accumulator {
  const merged: Document = {}
  return {
    add: value => {
      if (isNullish(value)) return
      if (!isDocument(value)) {
        throw new MongoError(
          40400,
          `$mergeObjects requires object inputs, but input is of type ${typeName(value)}`,
        )
      }
      for (const name of Object.keys(value)) setField(merged, name, value[name])
    },
    result: () => merged,
  }
}
