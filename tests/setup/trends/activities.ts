import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { noteActivities } from '#domains/trends/activity.ts'
import type { ActivityKind } from '#domains/trends/weights.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000

export function daysAgo(days: number): Date {
  return new Date(Date.now() - days * DAY_MILLISECONDS)
}

/** The id of an account that was made a month ago. Nobody is registered with it. */
export function oldAccount(): mongoose.Types.ObjectId {
  const seconds = Math.floor(daysAgo(30).getTime() / 1_000)
  return new mongoose.Types.ObjectId(seconds.toString(16) + randomBytes(8).toString('hex'))
}

/** Notes what so many old accounts do with a reel. */
export async function makeActive(
  reelId: string,
  accounts: number,
  { kind = 'like', at = new Date() }: { kind?: ActivityKind; at?: Date } = {},
): Promise<void> {
  const reel = new mongoose.Types.ObjectId(reelId)
  await noteActivities(Array.from({ length: accounts }, () => ({ reel, account: oldAccount(), kind, at })))
}

interface StoredTrend {
  _id: mongoose.Types.ObjectId
  score: number
  lists: string[]
}

/** What trends, first what is most active. */
export function readTrends(db: mongoose.mongo.Db): Promise<StoredTrend[]> {
  return db.collection<StoredTrend>('trends').find().sort({ score: -1, _id: -1 }).toArray()
}

/** How often each trend is written while some work is done. */
export async function writesDuring(work: () => Promise<unknown>): Promise<Map<string, number>> {
  const writes = new Map<string, number>()
  const client = mongoose.connection.getClient()
  const note = ({ commandName, command }: mongoose.mongo.CommandStartedEvent) => {
    if (commandName !== 'update' || command['update'] !== 'trends') return
    const updates: { q: { _id: unknown } }[] = command['updates']
    for (const { q } of updates) writes.set(String(q._id), (writes.get(String(q._id)) ?? 0) + 1)
  }
  client.on('commandStarted', note)
  await work()
  client.off('commandStarted', note)
  return writes
}
