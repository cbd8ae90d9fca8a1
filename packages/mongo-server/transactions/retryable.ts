import { type Document, decode, encode, isDocument } from '../language/values/bson.ts'

/** The result of every statement of an insert: one object, so that a run of them is stored as its length. */
export const INSERTED_ONE: Document = { n: 1 }

/** The statements of one retryable write that have been executed so far. */
export interface RetryableWrite {
  isDone(statement: number): boolean
  resultOf(statement: number): Document | undefined
  countDone(statements: number): number
  /** Must run in the same turn as the write itself, so that both get into the same SQLite transaction. */
  record(statement: number, result: Document): void
}

export function encodeResults(results: Map<number, Document>): Uint8Array {
  let run = 0
  while (results.get(run) === INSERTED_ONE) run++
  const stored: Document = { run }
  for (const [statement, result] of results) if (statement >= run) stored[String(statement)] = result
  return encode(stored)
}

export function decodeResults(bytes: Uint8Array): Map<number, Document> {
  const { run, ...stored } = decode(bytes)
  const results = new Map<number, Document>()
  for (let statement = 0; statement < Number(run); statement++) results.set(statement, INSERTED_ONE)
  for (const [statement, result] of Object.entries(stored)) {
    if (isDocument(result)) results.set(Number(statement), result)
  }
  return results
}

/** `results` are those of the statements that an earlier sending of the command has executed. */
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
