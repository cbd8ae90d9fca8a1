import { Temporal } from 'temporal-polyfill'

/** The day of a time zone that a time belongs to. */
export interface LocalDay {
  /** `2026-11-25` */
  date: string
  startsAt: Date
}

const HOUR_MILLISECONDS = 60 * 60 * 1_000

/** @param timeZone a name of the IANA time zone database */
export function dayOf(at: Date, timeZone: string): LocalDay {
  const local = Temporal.Instant.fromEpochMilliseconds(at.getTime()).toZonedDateTimeISO(timeZone)
  return {
    date: local.toPlainDate().toString(),
    startsAt: new Date(local.startOfDay().epochMilliseconds),
  }
}

/** How many whole hours of its day have passed: up to 24, because a day at the end of summer time has 25 hours. */
export function hourOf(at: Date, { startsAt }: LocalDay): number {
  return Math.floor((at.getTime() - startsAt.getTime()) / HOUR_MILLISECONDS)
}

/** The days from one date to another one, both included, each with its number of hours. */
export function daysBetween(from: string, to: string, timeZone: string): (LocalDay & { hours: number })[] {
  const last = Temporal.PlainDate.from(to)
  const days: (LocalDay & { hours: number })[] = []
  for (
    let day = Temporal.PlainDate.from(from);
    Temporal.PlainDate.compare(day, last) <= 0;
    day = day.add({ days: 1 })
  ) {
    const start = day.toZonedDateTime(timeZone)
    const startsAt = new Date(start.epochMilliseconds)
    days.push({ date: day.toString(), startsAt, hours: Math.ceil(start.hoursInDay) })
  }
  return days
}
