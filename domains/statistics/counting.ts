import type { ClientSession, Types } from 'mongoose'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { addToDays, type Happening } from '#domains/statistics/adding.ts'
import { countedEvents } from '#domains/statistics/collections.ts'
import type { CountedEvent } from '#domains/statistics/event-model.ts'
import { timeZonesOf } from '#domains/statistics/time-zones.ts'
import { countWaiting, longestWait } from '#domains/statistics/waiting.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** Adds the events that wait to the days of their reels and partners. */
export function countEvents(deadline: number): Promise<number> {
  return countWaiting(countedEvents, deadline, async waiting => {
    const known = await partnersOf(waiting)
    return (events, session) => addEvents(events, known, session)
  })
}

/** For how many seconds the event that has waited longest has done so; 0 if none waits. */
export function longestEventWait(now: Date): Promise<number> {
  return longestWait(countedEvents, now)
}

/** Adds events to the days of their reels and partners. */
export function addEvents(events: readonly EventOf[], known: Known, session: ClientSession): Promise<void> {
  return addToDays(
    events.flatMap(event => happeningOf(event, known)),
    session,
  )
}

/** What an event is about. */
interface About {
  reel: Types.ObjectId | null
  partner?: Types.ObjectId | null
}

/** What an event tells. */
type EventOf = Pick<CountedEvent, 'kind' | 'reel' | 'partner' | 'by' | 'at'>

/** What is known of the reels and partners that events are about. */
export interface Known {
  reels: ReadonlyMap<string, Pick<ReadReel, 'partner' | 'status'>>
  timeZones: ReadonlyMap<string, string>
}

export async function partnersOf(events: readonly About[]): Promise<Known> {
  const ids = new Map(events.flatMap(({ reel }) => (reel ? [[String(reel), reel]] : [])))
  const reels = await readFields(ReelModel, { _id: { $in: [...ids.values()] } }, ['partner', 'status'])
  const partners: Types.ObjectId[] = [
    ...reels.map(({ partner }) => partner),
    ...events.flatMap(({ partner = null }) => partner ?? []),
  ]
  return {
    reels: new Map(reels.map(reel => [String(reel._id), reel])),
    timeZones: await timeZonesOf(partners),
  }
}

/** None if its reel or its partner is gone. */
function happeningOf({ kind, reel, partner, by, at }: EventOf, { reels, timeZones }: Known): Happening[] {
  const found = reel ? reels.get(String(reel)) : undefined
  // What is sold of a reel that was deleted since is sold all the same.
  if (reel && kind !== 'sales' && found?.status !== 'ready') return []
  const owner = partner ?? found?.partner
  const timeZone = owner && timeZones.get(String(owner))
  return owner && timeZone ? [{ reel, partner: owner, timeZone, at, numbers: { [kind]: by } }] : []
}
