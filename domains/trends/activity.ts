import type { ClientSession, Types } from 'mongoose'
import { ActivityModel } from '#domains/trends/activity-model.ts'
import { type ActivityKind, MINIMUM_ACCOUNT_AGE_HOURS, TREND_DAYS } from '#domains/trends/weights.ts'

const HOUR_MILLISECONDS = 60 * 60 * 1_000

/** Something that an account, of a user or of a partner, has done with a reel. */
export interface Activity {
  reel: Types.ObjectId
  account: Types.ObjectId
  kind: ActivityKind
  at: Date
}

/** Notes an activity, which a job adds to the score of the reel. Noting it again changes nothing. */
export function noteActivity(activity: Activity, session?: ClientSession): Promise<void> {
  return noteActivities([activity], session)
}

/** Does the same for several activities, in one round trip. */
export async function noteActivities(
  activities: readonly Activity[],
  session?: ClientSession,
): Promise<void> {
  const notes = activities.filter(isOfOldAccount).map(({ reel, account, kind, at }) => ({
    updateOne: {
      // [91 once] A like that is taken back and given again is one activity.
      filter: { reel, account, kind },
      update: { $setOnInsert: { at, pending: true, expiresAt: expiryOf(at) } },
      upsert: true,
    },
  }))
  if (notes.length > 0) await ActivityModel.bulkWrite(notes, { ordered: false, ...(session && { session }) })
}

/** Forgets what a deleted account has done. The scores of reels follow when they are recounted. */
export async function forgetActivitiesOf(account: Types.ObjectId): Promise<void> {
  await ActivityModel.deleteMany({ account })
}

/** When an activity of this time has lost its weight. */
export function expiryOf(at: Date): Date {
  return new Date(at.getTime() + TREND_DAYS * 24 * HOUR_MILLISECONDS)
}

// [91 age] Accounts are free: whoever wants to push a reel by many has to make them a day before.
function isOfOldAccount({ account, at }: Activity): boolean {
  const age = at.getTime() - account.getTimestamp().getTime()
  return age >= MINIMUM_ACCOUNT_AGE_HOURS * HOUR_MILLISECONDS
}
