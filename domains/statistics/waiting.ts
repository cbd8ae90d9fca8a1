import type { ClientSession, Model, Types } from 'mongoose'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

const BATCH = 500

/** A model whose documents wait to be counted: its field `pendingSince` says since when. */
type Waiting<Document> = Pick<Model<unknown>, 'db' | 'collection'> & { readonly document?: Document }

/**
 * Counts what waits, each document exactly once: it stops waiting in the transaction that counts it.
 * @param deadline milliseconds since the epoch
 * @param prepare reads what is needed, and gives what to do in the transaction with those that still wait then
 */
export async function countWaiting<Document>(
  model: Waiting<Document>,
  deadline: number,
  prepare: (
    waiting: readonly Document[],
  ) => Promise<(found: readonly Document[], session: ClientSession) => Promise<void>>,
): Promise<number> {
  let counted = 0
  while (Date.now() < deadline) {
    const waiting = await documentsOf(model)
      .find<Document & Stored>({ pendingSince: { $lte: new Date() } })
      .sort({ pendingSince: 1 })
      .limit(BATCH)
      .toArray()
    if (waiting.length === 0) break
    const count = await prepare(waiting)
    counted += await inTransaction(async session => {
      const filter = { _id: { $in: waiting.map(({ _id }) => _id) }, pendingSince: { $exists: true } }
      const found = await documentsOf(model).find<Document & Stored>(filter, { session }).toArray()
      // Another job may have counted them since. If it has not ended, the two are in each other's way here.
      await documentsOf(model).updateMany(filter, { $unset: { pendingSince: 1 } }, { session })
      await count(found, session)
      return found.length
    })
  }
  return counted
}

/** For how many seconds the document that has waited longest has done so; 0 if none waits. */
export async function longestWait(model: Waiting<unknown>, now: Date): Promise<number> {
  const first = await documentsOf(model).findOne(
    { pendingSince: { $lte: now } },
    { projection: { pendingSince: 1 }, sort: { pendingSince: 1 } },
  )
  return first?.pendingSince ? (now.getTime() - first.pendingSince.getTime()) / 1_000 : 0
}

interface Stored {
  _id: Types.ObjectId | string
  pendingSince?: Date
}

// Without Mongoose, whose types cannot follow a model of any kind.
function documentsOf({ db, collection }: Waiting<unknown>) {
  return db.collection<Stored>(collection.name)
}
