import type { Types } from 'mongoose'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { addToDays, type Happening } from '#domains/statistics/adding.ts'
import { type CountedEvent, CountedEventModel } from '#domains/statistics/event-model.ts'
import { timeZonesOf } from '#domains/statistics/time-zones.ts'
import { readFields, readFieldsOfOne } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

const BATCH = 500

/**
 * Adds the events that wait to the days of their reels and partners, each exactly once.
 * @param deadline milliseconds since the epoch
 */
export async function countEvents(deadline: number): Promise<number> {
  let counted = 0
  while (Date.now() < deadline) {
    const waiting = await readFields(CountedEventModel, { pendingSince: { $lte: new Date() } }, [
      'reel',
      'partner',
    ])
      .sort({ pendingSince: 1 })
      .limit(BATCH)
    if (waiting.length === 0) break
    const known = await partnersOf(waiting)
    counted += await inTransaction(async session => {
      const filter = { _id: { $in: waiting.map(({ _id }) => _id) }, pendingSince: { $exists: true } }
      const events = await CountedEventModel.find(filter).session(session).lean<CountedEvent[]>()
      // Another job may have counted them since. If it has not ended, the two are in each other's way here.
      await CountedEventModel.updateMany(filter, { $unset: { pendingSince: 1 } }, { session })
      await addToDays(
        events.flatMap(event => happeningOf(event, known)),
        session,
      )
      return events.length
    })
  }
  return counted
}

/** For how many seconds the event that has waited longest has done so; 0 if none waits. */
export async function longestEventWait(now: Date): Promise<number> {
  const first = await readFieldsOfOne(CountedEventModel, { pendingSince: { $lte: now } }, [
    'pendingSince',
  ]).sort({ pendingSince: 1 })
  return first?.pendingSince ? (now.getTime() - first.pendingSince.getTime()) / 1_000 : 0
}

/** What is known of the reels and partners that events are about. */
interface Known {
  reels: ReadonlyMap<string, Pick<ReadReel, 'partner' | 'status'>>
  timeZones: ReadonlyMap<string, string>
}

async function partnersOf(events: readonly Pick<CountedEvent, 'reel' | 'partner'>[]): Promise<Known> {
  const ids = new Map(events.flatMap(({ reel }) => (reel ? [[String(reel), reel]] : [])))
  const reels = await readFields(ReelModel, { _id: { $in: [...ids.values()] } }, ['partner', 'status'])
  const partners: Types.ObjectId[] = [
    ...reels.map(({ partner }) => partner),
    ...events.flatMap(({ partner }) => partner ?? []),
  ]
  return {
    reels: new Map(reels.map(reel => [String(reel._id), reel])),
    timeZones: await timeZonesOf(partners),
  }
}

/** None if its reel or its partner is gone. */
function happeningOf(
  { kind, reel, partner, by, at }: CountedEvent,
  { reels, timeZones }: Known,
): Happening[] {
  const found = reel ? reels.get(String(reel)) : undefined
  // What is sold of a reel that was deleted since is sold all the same.
  if (reel && kind !== 'sales' && found?.status !== 'ready') return []
  const owner = partner ?? found?.partner
  const timeZone = owner && timeZones.get(String(owner))
  return owner && timeZone ? [{ reel, partner: owner, timeZone, at, numbers: { [kind]: by } }] : []
}
