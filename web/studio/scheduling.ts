import { type Outcome, refuse } from '../api/api.ts'
import type { Limits } from '../api/limits.ts'
import { momentOf } from './local-time.ts'

type Ahead = Limits['reel']['publishAhead']

/** When a reel is to become public: as a clock shows it, or null for now. */
export type PlannedTime = string | null

/** How far ahead a time can be: `5 minutes to 90 days ahead`. */
export function aheadText({ minSeconds, maxSeconds }: Ahead): string {
  return `${durationText(minSeconds)} to ${durationText(maxSeconds)} ahead`
}

/** What to type instead of a time that cannot be taken. Undefined if it can. */
export function timeFault(
  planned: string,
  timeZone: string,
  { ahead, now }: { ahead: Ahead; now: number },
): string | undefined {
  const moment = momentOf(planned, timeZone)
  if (moment === null) {
    return /\d/.test(planned)
      ? 'The clocks are put forward over this time. Choose another one.'
      : 'Choose a date and a time.'
  }
  const seconds = (moment - now) / 1_000
  const [shortest, longest] = [durationText(ahead.minSeconds), durationText(ahead.maxSeconds)]
  if (seconds < 0) return `This time has passed. Choose one that is ${shortest} ahead or more.`
  if (seconds < ahead.minSeconds) return `This is less than ${shortest} ahead. Choose a later time, or now.`
  if (seconds > ahead.maxSeconds) return `This is more than ${longest} ahead. Choose an earlier time.`
  return undefined
}

/** What to send as the time of a reel, or a refusal that belongs to the field. */
export function publishAtOf(
  planned: PlannedTime,
  timeZone: string | null,
  limits: { ahead: Ahead; now: number },
): Outcome<{ publishAt: string | null }> {
  if (planned === null) return { ok: true, data: { publishAt: null } }
  if (timeZone === null) return refuse('Your time zone could not be read. Try again, or publish now.')
  const message = timeFault(planned, timeZone, limits)
  const moment = momentOf(planned, timeZone)
  if (message !== undefined || moment === null) {
    return refuse('', [{ in: 'body', path: 'publishAt', message: message ?? '' }])
  }
  return { ok: true, data: { publishAt: new Date(moment).toISOString() } }
}

function durationText(seconds: number): string {
  const [unit, length] = UNITS.find(([, size]) => seconds % size === 0) ?? (['second', 1] as const)
  const format = new Intl.NumberFormat('en', { style: 'unit', unit, unitDisplay: 'long' })
  return format.format(seconds / length)
}

const UNITS = [
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
] as const
