import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { issueTicket } from '#domains/tickets/ticket.ts'
import { countViews } from '#functions/jobs/count-views.ts'
import type { HttpEvent } from '#shared/http/call.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { eventOf } from './events.ts'
import type { Person } from './people.ts'

const DURATION_SECONDS = 5
/** How far each has watched at each of the times when it tells. */
const WATCHED = [1, 2.5, 4]
export const BEACONS = WATCHED.length

/** What people who watch the same reel tell, each of them several times: all first ones, then all second ones. */
export function beaconsOf(reel: string, people: readonly Person[]): HttpEvent[] {
  const shown = { reel, shownAt: new Date(Date.now() - 60_000), durationSeconds: DURATION_SECONDS }
  const showings = people.map(({ id }) => ({
    ticket: issueTicket({ ...shown, account: id, place: 'feed' }),
    play: randomBytes(16).toString('hex'),
  }))
  return WATCHED.flatMap(until =>
    showings.map(showing =>
      eventOf({
        method: 'POST',
        path: '/views',
        route: '/views',
        body: { views: [{ ...showing, watched: [[0, until]], ended: false }] },
      }),
    ),
  )
}

/** Counts them, and tells whether each is one view of the reel with the seconds that were watched. */
export async function areCountedExactly(
  db: mongoose.mongo.Db,
  reel: string,
  people: number,
): Promise<boolean> {
  await runJob(countViews)
  const id = new mongoose.mongo.ObjectId(reel)
  const stored = await db.collection('reels').findOne({ _id: id })
  const days = await db.collection('reelDays').find({ reel: id }).toArray()
  const sum = (name: string) => days.reduce((total, day) => total + day[name], 0)
  const milliseconds = people * Math.max(...WATCHED) * 1_000
  return (
    stored?.['views'] === people &&
    sum('views') === people &&
    sum('plays') === people &&
    sum('milliseconds') === milliseconds
  )
}
