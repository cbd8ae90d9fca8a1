import { type ClientSession, ObjectId } from 'mongodb'
import { countedEvents } from '#domains/statistics/collections.ts'
import type { EVENT_KINDS } from '#domains/statistics/event-model.ts'

const KEPT_MILLISECONDS = 36 * 60 * 60 * 1_000

export interface NewEvent {
  kind: (typeof EVENT_KINDS)[number]
  /** Left out for a follower. */
  reel?: ObjectId | string
  /** Needed for a follower. */
  partner?: ObjectId | string
  /** 1 if it is left out, -1 if it is taken back. */
  by?: number
  /** When it happened: of something that is taken back, when it was given. */
  at: Date
  /** What makes it one event, if it may be noted twice within a day. */
  once?: string
}

/**
 * Notes something that the statistics of a reel or partner count. The job that counts adds it to its day within a minute.
 * @returns whether it is new
 */
export async function noteEvent(event: NewEvent, session?: ClientSession): Promise<boolean> {
  const { kind, reel = null, partner = null, by = 1, at, once } = event
  const now = new Date()
  const noted = {
    kind,
    reel: idOf(reel),
    partner: idOf(partner),
    by,
    at,
    pendingSince: now,
    expiresAt: new Date(now.getTime() + KEPT_MILLISECONDS),
  }
  const { upsertedCount } = await countedEvents().updateOne(
    { _id: once ?? new ObjectId().toHexString() },
    // One that is noted already may have been counted.
    { $setOnInsert: noted },
    { upsert: true, ...(session && { session }) },
  )
  return upsertedCount === 1
}

function idOf(id: ObjectId | string | null): ObjectId | null {
  return id === null ? null : new ObjectId(id)
}
