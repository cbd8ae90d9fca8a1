import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** What is counted for each day and each hour. `milliseconds` is the time that was watched. */
export const COUNTED = [
  'plays',
  'views',
  'milliseconds',
  'completions',
  'likes',
  'saves',
  'shares',
  'sales',
  'followers',
] as const
type CountedName = (typeof COUNTED)[number]
/** A number that is missing is 0. */
export type Numbers = Partial<Record<CountedName, number>>

const number = { type: Number, default: 0 }

const counted = {
  /** `2026-11-25`: the day in the time zone that the partner had then. */
  date: { type: String, required: true },
  /** When that day began. */
  startsAt: { type: Date, required: true },
  plays: number,
  views: number,
  milliseconds: number,
  completions: number,
  likes: number,
  saves: number,
  shares: number,
  sales: number,
  followers: number,
  /** The same numbers by the hours that have passed since the day began: 0 to 24, because a day can have 25. */
  hours: { type: Schema.Types.Mixed, default: {} },
  /** For each hundredth of a video, how many plays have watched it. */
  retention: { type: Schema.Types.Mixed, default: {} },
  /** Views by the place in which the reel was shown. */
  from: { type: Schema.Types.Mixed, default: {} },
}

/** What one day has brought to one reel. It stays when the reel is deleted, and goes with its partner. */
const reelDaySchema = new Schema(
  {
    /** `<reel>:<date>` */
    _id: { type: String, required: true },
    reel: { type: Schema.Types.ObjectId, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    ...counted,
  },
  { collection: 'reelDays', versionKey: false },
)
  .index({ reel: 1, date: 1 })
  .index({ partner: 1, date: 1 })

/** The same for all reels of a partner together, and for its followers: the sum of the days of its reels. */
const partnerDaySchema = new Schema(
  {
    /** `<partner>:<date>` */
    _id: { type: String, required: true },
    partner: { type: Schema.Types.ObjectId, required: true },
    ...counted,
  },
  { collection: 'partnerDays', versionKey: false },
).index({ partner: 1, date: 1 })

/** What the days of a reel add up to: what the reel itself shows follows from it. */
const reelTotalSchema = new Schema(
  {
    views: number,
    shares: number,
    /** Since when the reel should show them; it is missing if the reel does. */
    waitingSince: { type: Date },
  },
  { collection: 'reelTotals', versionKey: false },
).index({ waitingSince: 1 }, { sparse: true })

/** What days of reels and of partners have in common, as they are stored. */
export interface CountedDay extends Record<CountedName, number> {
  date: string
  startsAt: Date
  hours: Record<string, Numbers>
  retention: Record<string, number>
  from: Record<string, number>
}
export type ReelDay = DocumentOf<typeof reelDaySchema> & CountedDay
export type PartnerDay = DocumentOf<typeof partnerDaySchema> & CountedDay

export const ReelDayModel = defineModel('ReelDay', reelDaySchema)
export const PartnerDayModel = defineModel('PartnerDay', partnerDaySchema)
export const ReelTotalModel = defineModel('ReelTotal', reelTotalSchema)
