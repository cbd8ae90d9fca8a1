import { isDocument } from '../language/values/bson.ts'
import type { Collation } from '../language/values/collation.ts'
import { compare } from '../language/values/compare.ts'
import { bracketBounds, encodePrefix, successor } from '../language/values/keys.ts'
import type { Index } from '../storage/collection.ts'
import type { KeyRange } from '../storage/view.ts'
import type { Bound, Predicate } from './predicates.ts'

/** A range of an index with what `explain` and the order of results need to know about it. */
export interface IndexRange extends KeyRange {
  /**
   * How many bytes at the start all its keys have in common. What follows them is in the order of the other fields.
   */
  prefixLength: number
}

export interface IndexBounds {
  index: Index
  ranges: IndexRange[]
  /** Fields bound to single values, then perhaps one bound to a range. */
  points: number
  ranged: boolean
  /** Fields with exactly one value. They do not matter for the order. */
  constant: boolean[]
  used: Set<Predicate>
  /** The ranges answer all of `used` completely. */
  exact: boolean
  shown: Record<string, string[]>
}

const MOST_RANGES = 1000

export function sameCollation(a: Collation | undefined, b: Collation | undefined): boolean {
  return a === b || JSON.stringify(a ?? null) === JSON.stringify(b ?? null)
}

/**
 * How many ranges an index is read in if each combination of the values that lead it is a range of its own. Unlike
 * the ranges of `indexBounds`, they are not limited in number.
 */
export function countScans(index: Index, predicates: Predicate[], collation: Collation | undefined): number {
  let scans = 1
  for (const [position, path] of index.paths.entries()) {
    const equal = predicates.find(
      each => each.path === path && each.kind === 'points' && comparable(index, each, collation),
    )
    if (equal?.kind !== 'points' || sharesArray(index, position)) break
    scans *= distinctValues(equal.values, index.collation).length
  }
  return scans
}

/** The part of `index` that holds all documents that satisfy `predicates`: the whole of it in the worst case. */
export function indexBounds(
  index: Index,
  predicates: Predicate[],
  collation: Collation | undefined,
): IndexBounds {
  const used = new Set<Predicate>()
  const shown: Record<string, string[]> = {}
  const constant = index.paths.map(() => false)
  let prefixes: unknown[][] = [[]]
  let points = 0
  let range: { lower: Bound | undefined; upper: Bound | undefined } | undefined
  let exact = true

  for (const [position, path] of index.paths.entries()) {
    shown[path] = ['[MinKey, MaxKey]']
    if (range || points < position || sharesArray(index, position)) continue
    const candidates = predicates.filter(each => each.path === path && comparable(index, each, collation))
    const multikey = index.multikey[position] === true
    const equal = candidates.find(each => each.kind === 'points')
    if (equal?.kind === 'points' && prefixes.length * equal.values.length <= MOST_RANGES) {
      const values = distinctValues(equal.values, index.collation)
      prefixes = prefixes.flatMap(prefix => values.map(value => [...prefix, value]))
      constant[position] = values.length === 1
      shown[path] = values.map(value => `[${show(value)}, ${show(value)}]`)
      used.add(equal)
      if (!equal.exact || multikey) exact = false
      points++
      continue
    }
    for (const each of candidates) {
      if (each.kind !== 'range') continue
      const [first] = used.size > 0 && range ? [...used].filter(other => other.path === path) : []
      if (first && (multikey || !sameBracket(first, each))) continue
      const before: { lower: Bound | undefined; upper: Bound | undefined } = range ?? {
        lower: undefined,
        upper: undefined,
      }
      range = { lower: tighter(before.lower, each.lower, 1), upper: tighter(before.upper, each.upper, -1) }
      used.add(each)
      if (!each.exact || multikey) exact = false
    }
    if (range) shown[path] = [showRange(range.lower, range.upper)]
  }

  const ranges: IndexRange[] = []
  for (const values of prefixes) {
    const prefix = encodePrefix(values, index.directions.slice(0, values.length), index.collation)
    const bytes: KeyRange | undefined = range
      ? rangeBytes(values, index, range.lower, range.upper)
      : { lower: prefix, upper: values.length === 0 ? null : successor(prefix) }
    if (bytes) ranges.push({ ...bytes, prefixLength: prefix.length })
  }
  ranges.sort((a, b) => Buffer.compare(a.lower, b.lower))
  return { index, ranges, points, ranged: range !== undefined, constant, used, exact, shown }
}

function hasStrings(value: unknown): boolean {
  return typeof value === 'string' || Array.isArray(value) || isDocument(value)
}

function valuesOf(predicate: Predicate): unknown[] {
  if (predicate.kind === 'points') return predicate.values
  if (predicate.kind === 'exists') return []
  return [predicate.lower?.value, predicate.upper?.value].filter(value => value !== undefined)
}

/** An index orders strings by its own collation, so another collation can use it only for other types. */
function comparable(index: Index, predicate: Predicate, collation: Collation | undefined): boolean {
  return sameCollation(index.collation, collation) || !valuesOf(predicate).some(hasStrings)
}

function concat(prefix: Uint8Array, rest: Uint8Array): Uint8Array {
  return Buffer.concat([prefix, rest])
}

function rangeBytes(
  prefixValues: unknown[],
  index: Index,
  lower: Bound | undefined,
  upper: Bound | undefined,
): KeyRange | undefined {
  const direction = index.directions[prefixValues.length] ?? 1
  const directions = index.directions.slice(0, prefixValues.length + 1)
  const bracketOf = lower?.value ?? upper?.value
  const prefix = encodePrefix(prefixValues, index.directions.slice(0, prefixValues.length), index.collation)
  const bracket = bracketBounds(bracketOf, direction)
  const encoded = (bound: Bound) => encodePrefix([...prefixValues, bound.value], directions, index.collation)
  const [start, end] = direction === 1 ? [lower, upper] : [upper, lower]
  const first = start
    ? start.inclusive
      ? encoded(start)
      : successor(encoded(start))
    : concat(prefix, bracket.lower)
  const last = end ? (end.inclusive ? successor(encoded(end)) : encoded(end)) : concat(prefix, bracket.upper)
  if (first === null) return undefined
  if (last !== null && Buffer.compare(first, last) >= 0) return undefined
  return { lower: first, upper: last }
}

function tighter(a: Bound | undefined, b: Bound | undefined, sign: 1 | -1): Bound | undefined {
  if (!a || !b) return a ?? b
  const order = compare(a.value, b.value) * sign
  if (order === 0) return a.inclusive ? b : a
  return order > 0 ? a : b
}

function sameBracket(a: Predicate, b: Predicate): boolean {
  const [first] = valuesOf(a)
  const [second] = valuesOf(b)
  return Buffer.compare(bracketBounds(first).lower, bracketBounds(second).lower) === 0
}

function show(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value)
  if (value instanceof Date) return `new Date(${value.getTime()})`
  return value === null ? 'null' : String(value)
}

function showRange(lower: Bound | undefined, upper: Bound | undefined): string {
  const start = lower ? `${lower.inclusive ? '[' : '('}${show(lower.value)}` : '[type minimum'
  const end = upper ? `${show(upper.value)}${upper.inclusive ? ']' : ')'}` : 'type maximum)'
  return `${start}, ${end}`
}

function distinctValues(values: unknown[], collation: Collation | undefined): unknown[] {
  const sorted = [...values].sort((a, b) => compare(a, b, collation))
  return sorted.filter((value, at) => at === 0 || compare(sorted[at - 1], value, collation) !== 0)
}

/** Two fields of the same array must not both be bounded: their values may come from different elements. */
function sharesArray(index: Index, position: number): boolean {
  const root = index.paths[position]?.split('.')[0]
  if (!index.multikey[position]) return false
  return index.paths.some(
    (path, at) => at < position && index.multikey[at] === true && path.split('.')[0] === root,
  )
}
