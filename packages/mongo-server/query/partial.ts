import { compileFilter } from '../language/filters/filter.ts'
import { type Document, encode, isDocument } from '../language/values/bson.ts'
import type { Collation } from '../language/values/collation.ts'
import { compare } from '../language/values/compare.ts'
import { bracketBounds } from '../language/values/keys.ts'
import type { Index } from '../storage/collection.ts'
import { type Bound, conditionsOf, type Predicate } from './predicates.ts'

/**
 * Whether every document that satisfies the query is in the index. Returns the predicates that being in the
 * index already proves, or undefined if the index may lack some of the documents.
 */
export function provenByIndex(
  index: Index,
  predicates: Predicate[],
  filter: Document,
  collation: Collation | undefined,
): Set<Predicate> | undefined {
  const proven = new Set<Predicate>()
  if (index.sparse && !predicates.some(each => each.needsField && index.paths.includes(each.path))) {
    return undefined
  }
  if (!index.partialFilter) return proven
  const asked = clausesOf(filter)
  for (const clause of clausesOf(index.partialFilter)) {
    const bytes = encode(clause)
    const [path] = Object.keys(clause)
    if (path === undefined) continue
    const same = asked.some(each => Buffer.compare(encode(each), bytes) === 0)
    if (same) {
      const same = predicates.filter(each => each.path === path)
      // If there is one condition on the path, it is the same one, and the index holds nothing else.
      if (same.length === 1 && same[0]?.exact) proven.add(same[0])
      continue
    }
    if (!predicates.some(each => implies(each, path, clause, collation))) return undefined
  }
  return proven
}

function nested(path: string, value: unknown): Document {
  return path.split('.').reduceRight<unknown>((inner, name) => ({ [name]: inner }), value) as Document
}

function clausesOf(filter: Document): Document[] {
  return Object.entries(filter).flatMap(([name, value]) =>
    name === '$and' && Array.isArray(value)
      ? value.filter(isDocument).flatMap(clausesOf)
      : [{ [name]: value }],
  )
}

/** A range holds values of one type bracket only: no string is in the index of `$gte: 2`. */
function sameBracket(a: unknown, b: unknown): boolean {
  return Buffer.compare(bracketBounds(a).lower, bracketBounds(b).lower) === 0
}

function within(query: Bound | undefined, limit: Bound | undefined, sign: 1 | -1): boolean {
  if (!limit) return true
  if (!query || !sameBracket(query.value, limit.value)) return false
  const order = compare(query.value, limit.value) * sign
  return order > 0 || (order === 0 && (limit.inclusive || !query.inclusive))
}

function implies(
  query: Predicate,
  path: string,
  clause: Document,
  collation: Collation | undefined,
): boolean {
  if (query.path !== path) return false
  const wanted = conditionsOf(clause)
  if (wanted.predicates.some(each => each.kind === 'exists')) return query.needsField
  if (query.kind === 'points') {
    const matches = compileFilter(clause, { collation })
    return query.values.every(value => matches(nested(path, value)))
  }
  if (query.kind !== 'range' || wanted.other || wanted.predicates.length === 0) return false
  return wanted.predicates.every(
    each =>
      each.kind === 'range' && within(query.lower, each.lower, 1) && within(query.upper, each.upper, -1),
  )
}
