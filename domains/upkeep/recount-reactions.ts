import type { Types } from 'mongoose'
import type { Counter } from '#domains/reactions/model.ts'
import { CountedEventModel } from '#domains/statistics/event-model.ts'
import { noteEvent } from '#domains/statistics/events.ts'
import { ReelDayModel } from '#domains/statistics/model.ts'

/** Likes and saves of reels, by their ids. */
export type Reactions = ReadonlyMap<string, Record<Counter, number>>

/**
 * Notes what the days of reels lack of their likes and saves, or have too much: a request that died may have left the
 * document without its event. It is counted on the day on which it is found.
 * @param truth of reels whose counters are right, so that no like of theirs is under way
 */
export async function noteLostReactions(truth: Reactions, ids: readonly Types.ObjectId[]): Promise<number> {
  const [days, waiting] = await Promise.all([
    ReelDayModel.aggregate<Record<Counter, number> & { _id: Types.ObjectId }>([
      { $match: { reel: { $in: ids } } },
      { $group: { _id: '$reel', likes: { $sum: '$likes' }, saves: { $sum: '$saves' } } },
    ]),
    CountedEventModel.aggregate<{ _id: { reel: Types.ObjectId; kind: string }; by: number }>([
      { $match: { pendingSince: { $lte: new Date() }, reel: { $in: ids } } },
      { $group: { _id: { reel: '$reel', kind: '$kind' }, by: { $sum: '$by' } } },
    ]),
  ])
  const counted = new Map(days.map(day => [String(day._id), day]))
  const pending = new Map(waiting.map(({ _id: { reel, kind }, by }) => [`${String(reel)} ${kind}`, by]))
  let noted = 0
  for (const reel of ids) {
    for (const kind of ['likes', 'saves'] as const) {
      const id = String(reel)
      const known = (counted.get(id)?.[kind] ?? 0) + (pending.get(`${id} ${kind}`) ?? 0)
      const by = (truth.get(id)?.[kind] ?? known) - known
      if (by === 0) continue
      // [108 lost] Nothing else would ever add it.
      await noteEvent({ kind, reel, by, at: new Date() })
      noted += 1
    }
  }
  return noted
}
