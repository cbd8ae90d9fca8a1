import type { ClientSession, Types } from 'mongoose'
import { type Counter, MODELS } from '#domains/reactions/model.ts'
import { CountedEventModel } from '#domains/statistics/event-model.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { ReelDayModel } from '#domains/statistics/model.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

/** Likes and saves of reels, by their ids. */
export type Reactions = ReadonlyMap<string, Record<Counter, number>>

const KINDS = ['likes', 'saves'] as const

/**
 * Notes what the days of reels lack of their likes and saves, or have too much: a request that died may have taken a
 * document back without saying so. It is counted on the day on which it is found.
 * @param truth of reels whose counters are right, so that no like of theirs is under way
 */
export async function noteLostReactions(truth: Reactions, ids: readonly Types.ObjectId[]): Promise<number> {
  // All at one moment: otherwise what is counted between two of these reads would seem lost, or would seem to be there twice.
  const known = await inTransaction(session => knownReactions(ids, session))
  let noted = 0
  for (const reel of ids) {
    for (const kind of KINDS) {
      const counted = known.get(`${String(reel)} ${kind}`) ?? 0
      const by = (truth.get(String(reel))?.[kind] ?? counted) - counted
      if (by === 0) continue
      // [108 lost] Nothing else would ever add it.
      await noteEvent({ kind, reel, by, at: new Date() })
      noted += 1
    }
  }
  return noted
}

/** By reel and kind (`65f… likes`): what the days have, and what waits for the job that adds to them. */
async function knownReactions(ids: readonly Types.ObjectId[], session: ClientSession) {
  const known = new Map<string, number>()
  const add = (reel: Types.ObjectId, kind: string, by: number) => {
    const key = `${String(reel)} ${kind}`
    known.set(key, (known.get(key) ?? 0) + by)
  }
  const days = await ReelDayModel.aggregate<Record<Counter, number> & { _id: Types.ObjectId }>([
    { $match: { reel: { $in: ids } } },
    { $group: { _id: '$reel', likes: { $sum: '$likes' }, saves: { $sum: '$saves' } } },
  ]).session(session)
  for (const day of days) for (const kind of KINDS) add(day._id, kind, day[kind])
  const waiting = { pendingSince: { $lte: new Date() }, reel: { $in: ids } }
  const events = await CountedEventModel.aggregate<{
    _id: { reel: Types.ObjectId; kind: string }
    by: number
  }>([
    { $match: waiting },
    { $group: { _id: { reel: '$reel', kind: '$kind' }, by: { $sum: '$by' } } },
  ]).session(session)
  for (const { _id, by } of events) add(_id.reel, _id.kind, by)
  for (const kind of KINDS) {
    const reactions = await MODELS[kind]
      .aggregate<{ _id: Types.ObjectId; by: number }>([
        { $match: waiting },
        { $group: { _id: '$reel', by: { $sum: 1 } } },
      ])
      .session(session)
    for (const { _id, by } of reactions) add(_id, kind, by)
  }
  return known
}
