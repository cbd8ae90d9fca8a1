import mongoose, { type ClientSession, type Types } from 'mongoose'
import { ReelModel } from '#domains/reels/model.ts'
import { dayOf, hourOf } from '#domains/statistics/local-days.ts'
import { type Numbers, PartnerDayModel, ReelDayModel, ReelTotalModel } from '#domains/statistics/model.ts'
import type { Place } from '#domains/tickets/places.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

const MOST_TOTALS = 1_000

/** Something that is added to the day on which it happened. */
export interface Happening {
  /** Null if it is about the partner only. */
  reel: Types.ObjectId | null
  partner: Types.ObjectId
  /** That of the partner. */
  timeZone: string
  at: Date
  numbers: Numbers
  /** The hundredths of the video that were watched. */
  retention?: readonly number[]
  /** Where a view came from. */
  place?: Place | null
}

/** What is added to one document: `{ 'hours.13.views': 2 }`. */
type Increments = Record<string, number>

interface Change {
  /** What the document has from the beginning. */
  first: Record<string, unknown>
  increments: Increments
}

/**
 * Adds to the days of reels and of their partners, and to the totals of reels, in a transaction. However much happened,
 * each document is written once. `tellReels` hands the totals on.
 */
export async function addToDays(happenings: readonly Happening[], session: ClientSession): Promise<void> {
  const reelDays = new Map<string, Change>()
  const partnerDays = new Map<string, Change>()
  const totals = new Map<string, Change>()
  for (const happening of happenings) {
    const { reel, partner, at } = happening
    const day = dayOf(at, happening.timeZone)
    const increments = incrementsOf(happening, hourOf(at, day))
    add(partnerDays, `${String(partner)}:${day.date}`, { first: { partner, ...day }, increments })
    if (!reel) continue
    add(reelDays, `${String(reel)}:${day.date}`, { first: { reel, partner, ...day }, increments })
    const { views, shares } = increments
    if (views || shares) add(totals, String(reel), { first: {}, increments: pick({ views, shares }) })
  }
  if (reelDays.size > 0) await ReelDayModel.bulkWrite(upserts(reelDays), { session })
  if (partnerDays.size > 0) await PartnerDayModel.bulkWrite(upserts(partnerDays), { session })
  if (totals.size > 0) await ReelTotalModel.bulkWrite(upsertsOfTotals(totals), { session })
}

/**
 * Shows in the reels what their totals are. Outside of the transaction: likes change the same documents all the time, and
 * would be in its way.
 */
export async function tellReels(): Promise<number> {
  const totals = await readFields(ReelTotalModel, { waitingSince: { $lte: new Date() } }, ['views', 'shares'])
    .sort({ waitingSince: 1 })
    .limit(MOST_TOTALS)
  if (totals.length === 0) return 0
  await ReelModel.bulkWrite(
    // It only grows, so that of two jobs the one that has read earlier does no harm.
    totals.map(({ _id, views, shares }) => ({
      updateOne: { filter: { _id }, update: { $max: { views, shares } } },
    })),
    { ordered: false },
  )
  await ReelTotalModel.bulkWrite(
    totals.map(({ _id, views, shares }) => ({
      updateOne: { filter: { _id, views, shares }, update: { $unset: { waitingSince: 1 } } },
    })),
    { ordered: false },
  )
  return totals.length
}

function add(changes: Map<string, Change>, id: string, { first, increments }: Change): void {
  const change = changes.get(id) ?? { first, increments: {} }
  for (const [path, by] of Object.entries(increments)) {
    change.increments[path] = (change.increments[path] ?? 0) + by
  }
  changes.set(id, change)
}

function upserts(changes: ReadonlyMap<string, Change>) {
  return [...changes].map(([_id, { first, increments }]) => ({
    updateOne: { filter: { _id }, update: { $setOnInsert: first, $inc: increments }, upsert: true },
  }))
}

function upsertsOfTotals(changes: ReadonlyMap<string, Change>) {
  return [...changes].map(([reel, { increments }]) => ({
    updateOne: {
      filter: { _id: new mongoose.Types.ObjectId(reel) },
      // [101 waiting] The reel is told after the transaction, which this process may not live to do.
      update: { $inc: increments, $min: { waitingSince: new Date() } },
      upsert: true,
    },
  }))
}

function incrementsOf({ numbers, retention = [], place }: Happening, hour: number): Increments {
  const increments: Increments = {}
  for (const [name, by] of Object.entries(numbers)) {
    if (by === 0) continue
    increments[name] = by
    increments[`hours.${hour}.${name}`] = by
  }
  for (const hundredth of retention) increments[`retention.${hundredth}`] = 1
  if (place && numbers.views) increments[`from.${place}`] = numbers.views
  return increments
}

function pick(numbers: Record<string, number | undefined>): Increments {
  return Object.fromEntries(
    Object.entries(numbers).flatMap(([name, by]) => (by === undefined ? [] : [[name, by]])),
  )
}
