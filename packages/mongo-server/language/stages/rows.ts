import type { Document } from '../values/bson.ts'

/**
 * Documents on their way through a pipeline. An undefined is a pause, which every stage passes on: the reader at the
 * end can let other clients have their turn, even while a stage has to read all before it gives anything.
 */
export type Rows = Iterable<Document | undefined>

/** Milliseconds of work between two pauses. */
const WORK_WITHOUT_PAUSE = 5

/** The same rows, with a pause whenever working on them has taken a while. */
export function* paced(rows: Rows): Generator<Document | undefined> {
  let paused = performance.now()
  for (const row of rows) {
    yield row
    if (performance.now() - paused < WORK_WITHOUT_PAUSE) continue
    yield undefined
    paused = performance.now()
  }
}

/** Takes all documents in; the pauses between them come out. */
export function* takeAll(rows: Rows, take: (doc: Document) => void): Generator<undefined, void> {
  for (const row of rows) {
    if (row === undefined) yield undefined
    else take(row)
  }
}

/** All documents as an array. */
export function* gathered(rows: Rows): Generator<undefined, Document[]> {
  const docs: Document[] = []
  yield* takeAll(rows, doc => docs.push(doc))
  return docs
}

/** For each document those that `made` gives. */
export function* mapRows(
  rows: Rows,
  made: (doc: Document) => Iterable<Document | undefined>,
): Generator<Document | undefined> {
  for (const row of rows) {
    if (row === undefined) yield undefined
    else yield* made(row)
  }
}
