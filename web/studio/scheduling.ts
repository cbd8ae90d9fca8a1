import { type Outcome, refuse } from '../api/api.ts'
import { momentOf } from './local-time.ts'

// As the API has it: `publishAt` of `POST /reels/uploads`.
const SHORTEST_AHEAD_MINUTES = 5
const LONGEST_AHEAD_DAYS = 90
const MINUTE = 60_000

export const AHEAD_TEXT = `${SHORTEST_AHEAD_MINUTES} minutes to ${LONGEST_AHEAD_DAYS} days ahead`

/** When a reel is to become public: as a clock shows it, or null for now. */
export type PlannedTime = string | null

/** What to type instead of a time that cannot be taken. Undefined if it can. */
export function timeFault(planned: string, timeZone: string, now: number): string | undefined {
  const moment = momentOf(planned, timeZone)
  if (moment === null) {
    return /\d/.test(planned)
      ? 'The clocks are put forward over this time. Choose another one.'
      : 'Choose a date and a time.'
  }
  const minutes = (moment - now) / MINUTE
  if (minutes < 0) return 'This time has passed. Choose one that is 5 minutes ahead or more.'
  if (minutes < SHORTEST_AHEAD_MINUTES)
    return 'This is less than 5 minutes ahead. Choose a later time, or now.'
  if (minutes > LONGEST_AHEAD_DAYS * 24 * 60)
    return 'This is more than 90 days ahead. Choose an earlier time.'
  return undefined
}

/** What to send as the time of a reel, or a refusal that belongs to the field. */
export function publishAtOf(
  planned: PlannedTime,
  timeZone: string | null,
  now: number,
): Outcome<{ publishAt: string | null }> {
  if (planned === null) return { ok: true, data: { publishAt: null } }
  if (timeZone === null) return refuse('Your time zone could not be read. Try again, or publish now.')
  const message = timeFault(planned, timeZone, now)
  const moment = momentOf(planned, timeZone)
  if (message !== undefined || moment === null) {
    return refuse('', [{ in: 'body', path: 'publishAt', message: message ?? '' }])
  }
  return { ok: true, data: { publishAt: new Date(moment).toISOString() } }
}
