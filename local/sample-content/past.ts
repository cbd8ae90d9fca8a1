import { randomBytes } from 'node:crypto'
import mongoose from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { addToDays, type Happening, tellReels } from '#domains/statistics/adding.ts'
import { PLACES } from '#domains/tickets/places.ts'
import { type Activity, noteActivities } from '#domains/trends/activity.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

const HOUR = 60 * 60 * 1_000
const DAY = 24 * HOUR
const DAYS = 14

type SampleReel = Pick<ReadReel, '_id' | 'partner' | 'video'>

/**
 * Gives the reels two weeks of views, and activity of people who are not among the sample accounts. It is written to the
 * database, because nobody can watch a reel before it is there.
 * @param now when the past ends
 */
export async function addPast(mongodbUri: string, now: Date): Promise<void> {
  await mongoose.connect(mongodbUri, { autoIndex: false, autoCreate: false })
  try {
    const reels = await readFields(ReelModel, { status: 'ready' }, ['partner', 'video']).sort({ _id: 1 })
    const partners = await readFields(PartnerModel, {}, ['timeZone'])
    const zones = new Map(partners.map(({ _id, timeZone }) => [String(_id), timeZone]))
    await noteActivities(reels.flatMap((reel, n) => activitiesOf(reel, n, now)))
    const happenings = reels.flatMap((reel, n) =>
      playsOf(reel, n, now).map(play => ({ ...play, timeZone: zones.get(String(reel.partner)) ?? 'UTC' })),
    )
    await inTransaction(session => addToDays(happenings, session))
    await tellReels()
  } finally {
    await mongoose.disconnect()
  }
}

/** Every other reel trends, some more than others. */
function activitiesOf({ _id }: SampleReel, n: number, now: Date): Activity[] {
  const accounts = n % 2 === 0 ? 3 + ((n * 5) % 9) : 0
  return Array.from({ length: accounts }, (_, m) => ({
    reel: _id,
    account: accountOf(new Date(now.getTime() - 30 * DAY)),
    kind: m % 3 === 0 ? 'save' : 'like',
    at: new Date(now.getTime() - (m * 5 + n) * HOUR),
  }))
}

/** The id of an account that was made at this time. */
function accountOf(time: Date): mongoose.Types.ObjectId {
  const seconds = Math.floor(time.getTime() / 1_000)
  return new mongoose.Types.ObjectId(seconds.toString(16) + randomBytes(8).toString('hex'))
}

function playsOf(reel: SampleReel, n: number, now: Date): Omit<Happening, 'timeZone'>[] {
  return Array.from({ length: DAYS }, (_, day) =>
    // More on some days than on others, and more from day to day.
    Array.from({ length: 4 + ((n * 7 + day * 3) % 6) + (DAYS - day) }, (_, play) => {
      const at = new Date(now.getTime() - day * DAY - ((play * 5 + n) % 20) * HOUR)
      return playOf(reel, play + day + n, at)
    }),
  ).flat()
}

/** One play: most people leave on the way, and a third watches all of it. */
function playOf({ _id, partner, video }: SampleReel, n: number, at: Date): Omit<Happening, 'timeZone'> {
  const hundredths = n % 3 === 0 ? 100 : 20 + ((n * 37) % 75)
  const watched = ((video?.durationSeconds ?? 4) * hundredths) / 100
  return {
    reel: _id,
    partner,
    at,
    numbers: {
      plays: 1,
      views: 1,
      milliseconds: Math.round(watched * 1_000),
      completions: hundredths === 100 ? 1 : 0,
    },
    retention: Array.from({ length: hundredths }, (_, hundredth) => hundredth),
    place: PLACES[n % PLACES.length] ?? null,
  }
}
