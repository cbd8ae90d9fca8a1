import type { ClientSession, ObjectId } from 'mongodb'
import type { DefinedCollection } from '#shared/runtime/database/collections.ts'
import { database } from '#shared/runtime/database/connection.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

const BATCH = 500

/** What the documents have that wait to be counted. */
interface Waiting {
  _id: ObjectId | string
  /** Since when it waits; it is missing once it is counted. */
  pendingSince?: Date
}

/**
 * Counts what waits, each document exactly once: it stops waiting in the transaction that counts it.
 * @param deadline milliseconds since the epoch
 * @param prepare reads what is needed, and gives what to do in the transaction with those that still wait then
 */
export async function countWaiting<Document extends object>(
  of: DefinedCollection<Document>,
  deadline: number,
  prepare: (
    waiting: readonly Document[],
  ) => Promise<(found: readonly Document[], session: ClientSession) => Promise<void>>,
): Promise<number> {
  const collection = waitingIn(of)
  let counted = 0
  while (Date.now() < deadline) {
    const waiting = await collection
      .find<Document & Waiting>({ pendingSince: { $lte: new Date() } })
      .sort({ pendingSince: 1 })
      .limit(BATCH)
      .toArray()
    if (waiting.length === 0) break
    const count = await prepare(waiting)
    counted += await inTransaction(async session => {
      const filter = { _id: { $in: waiting.map(({ _id }) => _id) }, pendingSince: { $exists: true } }
      const found = await collection.find<Document & Waiting>(filter, { session }).toArray()
      // Another job may have counted them since. If it has not ended, the two are in each other's way here.
      await collection.updateMany(filter, { $unset: { pendingSince: 1 } }, { session })
      await count(found, session)
      return found.length
    })
  }
  return counted
}

/** For how many seconds the document that has waited longest has done so; 0 if none waits. */
export async function longestWait(of: Named, now: Date): Promise<number> {
  const first = await waitingIn(of).findOne(
    { pendingSince: { $lte: now } },
    { projection: { pendingSince: 1 }, sort: { pendingSince: 1 } },
  )
  return first?.pendingSince ? (now.getTime() - first.pendingSince.getTime()) / 1_000 : 0
}

type Named = Pick<DefinedCollection<never>, 'collectionName'>

function waitingIn({ collectionName }: Named) {
  return database().collection<Waiting>(collectionName)
}
