import type { Document } from '../language/bson.ts'

/** The statements of one retryable write, as far as they have been executed. */
export type RetryableWrite = {
  isDone(statement: number): boolean
  resultOf(statement: number): Document | undefined
  countDone(statements: number): number
  /** Must run in the same turn as the write itself, so that both get into the same SQLite transaction. */
  record(statement: number, result: Document): void
}

/** `before` are the statements done by an earlier sending of the command. */
export function retryableWrite(results: Map<number, Document>, changed: () => void): RetryableWrite {
  const before = new Set(results.keys())
  return {
    isDone: statement => before.has(statement),
    resultOf: statement => (before.has(statement) ? results.get(statement) : undefined),
    countDone(statements) {
      let done = 0
      for (const statement of before) if (statement < statements) done++
      return done
    },
    record(statement, result) {
      results.set(statement, result)
      changed()
    },
  }
}
