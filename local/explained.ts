import type { mongo } from 'mongoose'

/** What one query did: an aggregation with `$unionWith` has several. */
export interface ExplainedQuery {
  keys: number
  documents: number
  returned: number
  /** How often it sorted in memory. */
  sorts: number
}

/** The queries of a command as it was sent, without what `explain` does not take. */
export function explainable(command: mongo.BSON.Document): mongo.BSON.Document {
  return Object.fromEntries(Object.entries(command).filter(([name]) => !/^(\$|lsid$|txnNumber$)/.test(name)))
}

/** Each query in an answer of `explain` with `executionStats`, wherever in it. */
export function explainedQueries(answer: unknown): ExplainedQuery[] {
  if (typeof answer !== 'object' || answer === null) return []
  if ('executionStats' in answer && 'queryPlanner' in answer) {
    const { totalKeysExamined, totalDocsExamined, nReturned } = Object(answer.executionStats)
    const sorts = JSON.stringify(Object(answer.queryPlanner).winningPlan).split('"SORT"').length - 1
    return [{ keys: totalKeysExamined, documents: totalDocsExamined, returned: nReturned, sorts }]
  }
  return Object.values(answer).flatMap(explainedQueries)
}
