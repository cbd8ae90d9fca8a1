import * as z from 'zod'
import type { PLACES } from '#domains/tickets/places.ts'
import { type Days, faultOfDays } from '#shared/contract/days.ts'
import { Count } from '#shared/contract/fields.ts'

/** What has fewer viewers is not told: it could be about somebody whom the partner knows. */
export const FEWEST_VIEWERS = 5
const MOST_DAYS_BY_HOUR = 31
const MOST_POINTS = MOST_DAYS_BY_HOUR * 25

const LocalDay = z.iso.date('is not a date such as 2026-11-22').meta({
  id: 'LocalDay',
  description: 'A day in the time zone of the partner',
  examples: ['2026-11-22'],
  minLength: 10,
  maxLength: 10,
})

/** The query of all statistics, without its check. */
export const statisticsQuery = {
  from: LocalDay.meta({ description: 'The first day, in your time zone' }),
  to: LocalDay.meta({ description: 'The last day, which is included. At most 366 days, or 31 by hour' }),
  interval: z
    .enum(['day', 'hour'])
    .default('day')
    .meta({ description: 'What a point of `series` is about', examples: ['day'] }),
}

/** Adds the fault of the period, if it has one. */
export function checkPeriod(query: Days & { interval: 'day' | 'hour' }, context: z.RefinementCtx): void {
  const message = faultOfDays(query) ?? faultOfHours(query)
  if (message) context.addIssue({ code: 'custom', path: ['to'], message })
}

function faultOfHours({ from, to, interval }: Days & { interval: 'day' | 'hour' }): string | null {
  if (interval === 'day') return null
  const days = (Date.parse(to) - Date.parse(from)) / (24 * 60 * 60 * 1_000) + 1
  return days > MOST_DAYS_BY_HOUR
    ? `is more than ${MOST_DAYS_BY_HOUR} days after \`from\`, which is too much by hour`
    : null
}

const watched = {
  plays: Count.meta({ description: 'Showings of which one second or more was watched', examples: [1_480] }),
  views: Count.meta({
    description: 'Viewers of each day who have watched three seconds, or half of it',
    examples: [1_204],
  }),
  watchSeconds: z
    .number()
    .min(0)
    .meta({ examples: [9_632.4] }),
  completions: Count.meta({ description: 'Plays of 95 % of the seconds or more', examples: [312] }),
}
const done = {
  likes: Count.meta({ description: 'Given, and not taken back', examples: [41] }),
  saves: Count.meta({ description: 'Given, and not taken back', examples: [7] }),
  shares: Count.meta({ examples: [12] }),
  sales: Count.meta({ examples: [3] }),
}
const followers = z.int32().meta({
  description: 'Those who have begun to follow, less those who have stopped',
  examples: [18],
  format: 'int32',
})

/** What is told of each reel, and of all of them together. */
export const figures = { ...watched, ...done }

const hidden = `null by hour with fewer than ${FEWEST_VIEWERS} viewers`
const point = {
  at: z.string().meta({
    description: 'By day, the day in your time zone. By hour, when the hour begins, in UTC',
    pattern: '^\\d{4}-\\d\\d-\\d\\d(T\\d\\d:\\d\\d:\\d\\d\\.\\d{3}Z)?$',
    maxLength: 24,
    examples: ['2026-11-22'],
  }),
  plays: watched.plays.nullable().meta({ description: hidden }),
  views: watched.views.nullable().meta({ description: hidden }),
  watchSeconds: watched.watchSeconds.nullable().meta({ description: hidden }),
  completions: watched.completions.nullable().meta({ description: hidden }),
  ...done,
}

/** Most of those who leave do so in the first tenth. */
const EXAMPLE_RETENTION = Array.from({ length: 100 }, (_, hundredth) =>
  Number((0.35 + 0.65 * 0.9 ** hundredth).toFixed(3)),
)

const shares = {
  retention: z
    .array(
      z
        .number()
        .min(0)
        .max(1)
        .meta({ examples: [0.82] }),
    )
    .meta({ minItems: 100, maxItems: 100 })
    .nullable()
    .meta({
      description: `For each hundredth of the video, the share of plays that have watched it. null with fewer than ${FEWEST_VIEWERS} viewers`,
      examples: [EXAMPLE_RETENTION],
    }),
  from: z
    .strictObject({
      feed: Count.nullable().meta({ examples: [800] }),
      following: Count.nullable().meta({ examples: [210] }),
      trending: Count.nullable().meta({ examples: [94] }),
      search: Count.nullable().meta({ examples: [37] }),
      partner: Count.nullable().meta({ examples: [55] }),
      share: Count.nullable().meta({ examples: [8] }),
    } satisfies Record<(typeof PLACES)[number], z.ZodType>)
    .meta({
      description: `Views by where the reel was shown. null with fewer than ${FEWEST_VIEWERS} viewers`,
    }),
}

export const ReelStatistics = z
  .strictObject({
    totals: z.strictObject(figures),
    series: z.array(z.strictObject(point)).meta({ maxItems: MOST_POINTS }),
    ...shares,
  })
  .meta({ id: 'ReelStatistics' })
export type ReelStatistics = z.infer<typeof ReelStatistics>

export const PartnerStatistics = z
  .strictObject({
    totals: z.strictObject({ ...figures, followers }),
    series: z.array(z.strictObject({ ...point, followers })).meta({ maxItems: MOST_POINTS }),
    ...shares,
  })
  .meta({ id: 'PartnerStatistics' })
export type PartnerStatistics = z.infer<typeof PartnerStatistics>
