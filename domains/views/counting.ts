import type { ClientSession } from 'mongoose'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { isPublicAt } from '#domains/reels/public-at.ts'
import { addToDays, type Happening } from '#domains/statistics/adding.ts'
import { timeZonesOf } from '#domains/statistics/time-zones.ts'
import { longestWait } from '#domains/statistics/waiting.ts'
import { noteActivities } from '#domains/trends/activity.ts'
import { plays } from '#domains/views/collections.ts'
import { type Credit, creditOf } from '#domains/views/credit.ts'
import {
  type CountedPlay,
  CountedPlayModel,
  type Play,
  PlayModel,
  type ViewMark,
  ViewMarkModel,
} from '#domains/views/model.ts'
import { onceADay } from '#domains/views/viewer.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'
import { inTransaction } from '#shared/runtime/database/transaction.ts'

const BATCH = 500
const DAY_MILLISECONDS = 24 * 60 * 60 * 1_000

/**
 * Counts what beacons have told since the last time, each second of it exactly once: a process that dies leaves it as it
 * was, or counted. Several at once do no harm.
 * @param deadline milliseconds since the epoch
 */
export async function countPlays(deadline: number) {
  const done = { plays: 0, views: 0 }
  while (Date.now() < deadline) {
    const waiting = await PlayModel.find({ pendingSince: { $lte: new Date() } })
      .sort({ pendingSince: 1 })
      .limit(BATCH)
      .lean<Play[]>()
    if (waiting.length === 0) break
    const plays = await withPartners(waiting)
    const credits = await inTransaction(session => countIn(plays, session))
    const seen = credits.filter(({ credit }) => credit.counts.views > 0)
    await noteActivities(
      seen.flatMap(({ play: { reel, account, lastAt } }) =>
        account ? [{ reel, account, kind: 'view' as const, at: lastAt }] : [],
      ),
    )
    await settle(waiting)
    done.plays += waiting.length
    done.views += seen.length
  }
  return done
}

/** For how many seconds the play that has waited longest has done so; 0 if none waits. */
export function longestPlayWait(now: Date): Promise<number> {
  return longestWait(plays, now)
}

/** A play, and whose reel it is of. */
interface OwnedPlay {
  play: Play
  partner: ReadReel['partner']
  timeZone: string
}

/** Leaves out what does not count: of reels that are gone, and what their own partners have watched. */
async function withPartners(plays: readonly Play[]): Promise<OwnedPlay[]> {
  const ids = [...new Map(plays.map(({ reel }) => [String(reel), reel])).values()]
  const found = await readFields(ReelModel, { _id: { $in: ids } }, ['partner', 'status', 'publishedAt'])
  const now = new Date()
  const reels = found.filter(reel => isPublicAt(reel, now))
  const timeZones = await timeZonesOf(reels.map(({ partner }) => partner))
  const partners = new Map(reels.map(({ _id, partner }) => [String(_id), partner]))
  return plays.flatMap(play => {
    const partner = partners.get(String(play.reel))
    const timeZone = partner && timeZones.get(String(partner))
    // [102 own] Partners look at their own reels all the time.
    if (!partner || !timeZone || partner.equals(play.account ?? '')) return []
    return [{ play, partner, timeZone }]
  })
}

interface Credited extends OwnedPlay {
  credit: Credit
}

/** All of it is stored together: what is counted of plays and viewers, and the sums. */
async function countIn(owned: readonly OwnedPlay[], session: ClientSession): Promise<Credited[]> {
  const [counted, marks] = [
    await CountedPlayModel.find({ _id: { $in: owned.map(({ play }) => play._id) } })
      .session(session)
      .lean<CountedPlay[]>(),
    await ViewMarkModel.find({ _id: { $in: owned.map(({ play }) => markOf(play)) } })
      .session(session)
      .lean<ViewMark[]>(),
  ]
  // [101 counted] What another run has counted, or this one before it died.
  const countedById = new Map(counted.map(each => [each._id, each]))
  const markById = new Map<string, Credit['mark']>(marks.map(mark => [mark._id, mark]))
  const credits: Credited[] = []
  for (const each of owned.toSorted(byBeginning)) {
    const id = markOf(each.play)
    const credit = creditOf(each.play, {
      play: countedById.get(each.play._id) ?? null,
      mark: markById.get(id) ?? null,
    })
    if (!credit) continue
    markById.set(id, credit.mark)
    credits.push({ ...each, credit })
  }
  if (credits.length === 0) return []
  await CountedPlayModel.bulkWrite(credits.map(storedPlay), { session })
  await ViewMarkModel.bulkWrite([...new Map(credits.map(storedMark)).values()], { session })
  await addToDays(credits.map(happeningOf), session)
  return credits
}

/** A play of which nothing new has arrived meanwhile does not wait any more. */
async function settle(plays: readonly Play[]): Promise<void> {
  await PlayModel.bulkWrite(
    plays.map(({ _id, beacons }) => ({
      // [101 meanwhile] A beacon that has arrived since it was read is still to be counted.
      updateOne: { filter: { _id, beacons }, update: { $unset: { pendingSince: 1 } } },
    })),
    { ordered: false },
  )
}

function markOf({ viewer, reel, day }: Play): string {
  return onceADay('view', viewer, String(reel), day)
}

function storedPlay({ play: { _id, expiresAt }, credit }: Credited) {
  const lasts = new Date(expiresAt.getTime() + DAY_MILLISECONDS)
  return {
    updateOne: { filter: { _id }, update: { $set: { ...credit.play, expiresAt: lasts } }, upsert: true },
  }
}

/** Of several plays of one viewer, the last one says what is counted then. */
function storedMark({ play, credit: { mark } }: Credited) {
  const _id = markOf(play)
  const { shownAt, firstAt, milliseconds, isView } = mark
  const stored = { shownAt, firstAt, milliseconds, isView, expiresAt: play.expiresAt }
  return [_id, { updateOne: { filter: { _id }, update: { $set: stored }, upsert: true } }] as const
}

function happeningOf({ play, partner, timeZone, credit }: Credited): Happening {
  const { reel, firstAt: at, place } = play
  return { reel, partner, timeZone, at, numbers: credit.counts, retention: credit.retention, place }
}

function byBeginning({ play: a }: OwnedPlay, { play: b }: OwnedPlay): number {
  return a.firstAt.getTime() - b.firstAt.getTime()
}
