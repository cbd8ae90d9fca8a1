import { setTimeout as pause } from 'node:timers/promises'
import mongoose, { type ClientSession } from 'mongoose'

const ATTEMPTS = 12
const LONGEST_PAUSE = 250

/**
 * Carries out some work in a transaction: all of it is stored, or nothing is. If other transactions are in the way, it is
 * done again, so it must be safe to repeat, and must hand the session to each query.
 */
export async function inTransaction<Result>(
  work: (session: ClientSession) => Promise<Result>,
): Promise<Result> {
  const session = await mongoose.startSession()
  try {
    for (let attempt = 1; ; attempt += 1) {
      session.startTransaction({ writeConcern: { w: 'majority' } })
      try {
        const result = await work(session)
        await session.commitTransaction()
        return result
      } catch (error) {
        // What made the work fail is what to tell; the database also ends a transaction that nobody goes on with.
        if (session.inTransaction()) await session.abortTransaction().catch((failure: unknown) => failure)
        if (attempt === ATTEMPTS || !isPassing(error)) throw error
      }
      // At random, so that those who were in each other's way are not so again.
      await pause(Math.random() * Math.min(LONGEST_PAUSE, 10 * 2 ** attempt))
    }
  } finally {
    await session.endSession()
  }
}

function isPassing(error: unknown): boolean {
  return (
    error instanceof mongoose.mongo.MongoError &&
    (error.hasErrorLabel('TransientTransactionError') ||
      error.hasErrorLabel('UnknownTransactionCommitResult'))
  )
}
