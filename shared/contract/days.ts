import { Day } from '#shared/contract/fields.ts'

const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000
const MAX_DAYS = 366

/** A period of whole days of UTC, both included. */
export interface Days {
  from: string
  to: string
}

/** The query of a period: both days must be given, and are at most 366 days apart. */
export const daysQuery = {
  from: Day.meta({ description: 'The first day' }),
  to: Day.meta({ description: 'The last day, which is included' }),
}

/** Why these days are not a period; null if they are. */
export function faultOfDays({ from, to }: Days): string | null {
  if (to < from) return 'is before `from`'
  return (startOf(to) - startOf(from)) / DAY_MILLISECONDS >= MAX_DAYS
    ? `is more than ${MAX_DAYS} days after \`from\``
    : null
}

/** The time at which a day begins. */
export function beginningOf(day: string): Date {
  return new Date(startOf(day))
}

/** The time at which a day has ended, which is no longer part of it. */
export function endOf(day: string): Date {
  return new Date(startOf(day) + DAY_MILLISECONDS)
}

function startOf(day: string): number {
  return Date.parse(`${day}T00:00:00.000Z`)
}
