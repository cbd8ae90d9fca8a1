import mongoose from 'mongoose'
import { DEFAULT_TIME_ZONE } from '#domains/accounts/limits.ts'
import { findOwnReel } from '#domains/reels/stored-reels.ts'
import { daysBetween } from '#domains/statistics/local-days.ts'
import {
  type CountedDay,
  type Numbers,
  type PartnerDay,
  PartnerDayModel,
  type ReelDay,
  ReelDayModel,
} from '#domains/statistics/model.ts'
import { FEWEST_VIEWERS, type PartnerStatistics, type ReelStatistics } from '#domains/statistics/schemas.ts'
import { doneIn, sumOf, watchedIn } from '#domains/statistics/sums.ts'
import { timeZonesOf } from '#domains/statistics/time-zones.ts'
import type { Place } from '#domains/tickets/places.ts'
import type { Days } from '#shared/contract/days.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** What statistics are asked for. Days are of the time zone of the partner. */
export interface Period extends Days {
  interval: 'day' | 'hour'
}

/** What a period has brought to a reel of this partner. One round trip: a document for each day that brought something. */
export async function readReelStatistics(reelId: string, partner: Viewer<'partner'>, period: Period) {
  const filter = { reel: new mongoose.Types.ObjectId(reelId), date: { $gte: period.from, $lte: period.to } }
  const [reel, days, timeZone] = await Promise.all([
    findOwnReel(reelId, partner),
    ReelDayModel.find(filter).lean<ReelDay[]>(),
    timeZoneOf(partner),
  ])
  // [105 own] What was read meanwhile is thrown away.
  if (isRefusal(reel)) return reel
  const statistics: ReelStatistics = { ...statisticsOf(days, period, timeZone), ...partsOf(days) }
  return statistics
}

/** The same over all reels of a partner, the deleted ones included, and how many have begun to follow it. */
export async function readPartnerStatistics(partner: Viewer<'partner'>, period: Period) {
  const filter = {
    partner: new mongoose.Types.ObjectId(partner.id),
    date: { $gte: period.from, $lte: period.to },
  }
  const [days, timeZone] = await Promise.all([
    PartnerDayModel.find(filter).lean<PartnerDay[]>(),
    timeZoneOf(partner),
  ])
  const { totals, series } = statisticsOf(days, period, timeZone)
  const points = pointsOf(days, period, timeZone)
  const statistics: PartnerStatistics = {
    totals: { ...totals, followers: sumOf(days).followers ?? 0 },
    series: series.map((point, index) => ({ ...point, followers: points[index]?.numbers.followers ?? 0 })),
    ...partsOf(days),
  }
  return statistics
}

async function timeZoneOf({ id }: Viewer<'partner'>): Promise<string> {
  const timeZones = await timeZonesOf([new mongoose.Types.ObjectId(id)])
  return timeZones.get(id) ?? DEFAULT_TIME_ZONE
}

function statisticsOf(days: readonly CountedDay[], period: Period, timeZone: string) {
  const sum = sumOf(days)
  return {
    totals: { ...watchedIn(sum), ...doneIn(sum) },
    series: pointsOf(days, period, timeZone).map(({ at, numbers }) => ({
      at,
      ...(period.interval === 'hour' && isTooFew(numbers.views) ? HIDDEN : watchedIn(numbers)),
      ...doneIn(numbers),
    })),
  }
}

const HIDDEN = { plays: null, views: null, watchSeconds: null, completions: null }

/** Every day or hour of the period, those in which nothing happened included. */
function pointsOf(days: readonly CountedDay[], { from, to, interval }: Period, timeZone: string) {
  const byDate = new Map(days.map(day => [day.date, day]))
  return daysBetween(from, to, timeZone).flatMap(({ date, startsAt, hours }): Point[] => {
    const day = byDate.get(date)
    if (interval === 'day') return [{ at: date, numbers: day ?? {} }]
    // The day began when it began in the time zone that the partner had then.
    const start = (day?.startsAt ?? startsAt).getTime()
    return Array.from({ length: hours }, (_, hour) => ({
      at: new Date(start + hour * HOUR_MILLISECONDS).toISOString(),
      numbers: day?.hours[hour] ?? {},
    }))
  })
}

interface Point {
  at: string
  numbers: Numbers
}

const HOUR_MILLISECONDS = 60 * 60 * 1_000
const HUNDREDTHS = Array.from({ length: 100 }, (_, hundredth) => hundredth)

/** The parts that are told only if there are enough viewers. */
function partsOf(days: readonly CountedDay[]): Pick<ReelStatistics, 'retention' | 'from'> {
  const { plays = 0, views } = sumOf(days)
  const watchedBy = (hundredth: number) =>
    days.reduce((sum, { retention }) => sum + (retention[hundredth] ?? 0), 0)
  const share = (hundredth: number) => Math.round((1_000 * watchedBy(hundredth)) / plays) / 1_000
  const viewsFrom = (place: Place) => {
    const seen = days.reduce((sum, { from }) => sum + (from[place] ?? 0), 0)
    return isTooFew(seen) ? null : seen
  }
  return {
    retention: isTooFew(views) ? null : HUNDREDTHS.map(share),
    from: {
      feed: viewsFrom('feed'),
      following: viewsFrom('following'),
      trending: viewsFrom('trending'),
      search: viewsFrom('search'),
      partner: viewsFrom('partner'),
      share: viewsFrom('share'),
    },
  }
}

function isTooFew(views: number | undefined): boolean {
  // [105 few] A part with one viewer is about a person.
  return (views ?? 0) < FEWEST_VIEWERS
}
