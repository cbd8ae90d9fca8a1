import { REACTIONS } from '#domains/reactions/collections.ts'
import type { Counter } from '#domains/reactions/model.ts'
import { addEvents, partnersOf } from '#domains/statistics/counting.ts'
import { countWaiting, longestWait } from '#domains/statistics/waiting.ts'
import { noteActivities } from '#domains/trends/activity.ts'

const COUNTERS = ['likes', 'saves'] as const
const KINDS = { likes: 'like', saves: 'save' } as const

/**
 * Adds the likes and saves that wait to the days of their reels, and notes them as activities, each exactly once. A request
 * only stores the document: what else is made of it can wait a minute.
 * @param deadline milliseconds since the epoch
 */
export async function countReactions(deadline: number): Promise<number> {
  let counted = 0
  for (const counter of COUNTERS) counted += await countThose(counter, deadline)
  return counted
}

/** For how many seconds the like or save that has waited longest has done so; 0 if none waits. */
export async function longestReactionWait(now: Date): Promise<number> {
  const waits = await Promise.all(COUNTERS.map(counter => longestWait(REACTIONS[counter], now)))
  return Math.max(...waits)
}

function countThose(counter: Counter, deadline: number): Promise<number> {
  return countWaiting(REACTIONS[counter], deadline, async waiting => {
    const known = await partnersOf(waiting)
    return async (reactions, session) => {
      const events = reactions.map(({ reel, createdAt }) => {
        return { kind: counter, reel, partner: null, by: 1, at: createdAt }
      })
      await addEvents(events, known, session)
      const activities = reactions.map(({ reel, user, createdAt }) => {
        return { reel, account: user, kind: KINDS[counter], at: createdAt }
      })
      await noteActivities(activities, session)
    }
  })
}
