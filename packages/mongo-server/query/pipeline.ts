import { type Document, isDocument } from '../language/values/bson.ts'
import { MongoError } from '../language/values/errors.ts'
import { numberOf } from '../language/values/numbers.ts'
import type { FindQuery } from './find.ts'

/**
 * Splits off the stages at the front of a pipeline that a query can answer: `$match`, then `$sort`, then `$skip`,
 * then `$limit`. A `$match` after the sort can as well come before it.
 */
export function splitPipeline(stages: Document[]): { query: FindQuery; rest: Document[] } {
  const matches: Document[] = []
  const query: FindQuery = { filter: {} }
  let at = 0
  for (; at < stages.length; at++) {
    const stage = stages[at] ?? {}
    const { $match, $sort, $skip, $limit } = stage
    if (isDocument($match) && query.skip === undefined && query.limit === undefined) matches.push($match)
    else if (isDocument($sort) && !query.sort && query.skip === undefined && query.limit === undefined) {
      if (Object.values($sort).some(value => isDocument(value)) || Object.keys($sort).length === 0) break
      query.sort = $sort
    } else if ($skip !== undefined && query.limit === undefined && query.skip === undefined) {
      query.skip = count('$skip', $skip, 0)
    } else if ($limit !== undefined) {
      const limit = count('$limit', $limit, 1)
      query.limit = Math.min(query.limit ?? limit, limit)
    } else break
  }
  const filled = matches.filter(match => Object.keys(match).length > 0)
  if (filled.length === 1 && filled[0]) query.filter = filled[0]
  else if (filled.length > 1) query.filter = { $and: filled }
  return { query, rest: stages.slice(at) }
}

function count(stage: string, value: unknown, least: number): number {
  const number = numberOf(value)
  if (number === undefined || !Number.isInteger(number) || number < least) {
    throw new MongoError(
      stage === '$limit' ? 15958 : 15956,
      `invalid argument to ${stage} stage: the ${stage.slice(1)} must be ${least === 1 ? 'positive' : 'non-negative'}`,
    )
  }
  return number
}
