import mongoose, { type Types } from 'mongoose'
import { JobPositionModel } from '#domains/upkeep/model.ts'

const BATCH = 100

export interface Walk<Item> {
  job: string
  /** The next items after a position, at most `limit`, in order of their ids; null is the beginning. */
  next(after: Types.ObjectId | null, limit: number): Promise<Item[]>
  visit(items: Item[]): Promise<void>
  /** Milliseconds since the epoch. */
  deadline: number
}

/** Visits everything in the order of its ids until the end or the deadline; the next run goes on from there. */
export async function walk<Item extends { _id: Types.ObjectId }>(options: Walk<Item>): Promise<number> {
  const { job, next, visit, deadline } = options
  const saved = await JobPositionModel.findById(job).lean()
  let after = saved ? new mongoose.Types.ObjectId(saved.after) : null
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
export function afterId(position: Types.ObjectId | null): { _id?: { $gt: Types.ObjectId } } {
  return position ? { _id: { $gt: position } } : {}
}
