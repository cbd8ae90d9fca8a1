import mongoose, { type Types } from 'mongoose'
import { JobPositionModel } from '#domains/upkeep/model.ts'

const BATCH = 100

export interface Walk<Item, Id = Types.ObjectId> {
  job: string
  /** The next items after a position, at most `limit`, in order of their ids; null is the beginning. */
  next(after: Id | null, limit: number): Promise<Item[]>
  visit(items: Item[]): Promise<void>
  /** Milliseconds since the epoch. */
  deadline: number
}

/** Visits everything in the order of its ids until the end or the deadline; the next run goes on from there. */
export function walk<Item extends { _id: Types.ObjectId }>(options: Walk<Item>): Promise<number> {
  return walkBy(options, id => new mongoose.Types.ObjectId(id))
}

/** `walk` for documents whose ids are texts. */
export function walkNames<Item extends { _id: string }>(options: Walk<Item, string>): Promise<number> {
  return walkBy(options, id => id)
}

async function walkBy<Id extends string | Types.ObjectId, Item extends { _id: Id }>(
  { job, next, visit, deadline }: Walk<Item, Id>,
  read: (id: string) => Id,
): Promise<number> {
  const saved = await JobPositionModel.findById(job).lean()
  let after = saved ? read(saved.after) : null
  let visited = 0
  while (Date.now() < deadline) {
    const items = await next(after, BATCH)
    await visit(items)
    visited += items.length
    const last = items.at(-1)
    if (!last || items.length < BATCH) {
      await JobPositionModel.deleteOne({ _id: job })
      break
    }
    after = last._id
    await JobPositionModel.updateOne({ _id: job }, { $set: { after: String(after) } }, { upsert: true })
  }
  return visited
}

/** The filter for what comes after a position in the order of ids. */
export function afterId<Id extends string | Types.ObjectId>(position: Id | null): { _id?: { $gt: Id } } {
  return position ? { _id: { $gt: position } } : {}
}
