import { entitlements } from '#domains/entitlements/collections.ts'
import { entitlementId } from '#domains/entitlements/rights.ts'

/** Notes how much of a reel its buyer has watched, in seconds. It never becomes less. */
export async function noteWatched(user: string, reel: string, seconds: number, now: Date): Promise<void> {
  await entitlements().updateOne(
    { _id: entitlementId(user, reel), state: 'active' },
    { $max: { 'watched.seconds': seconds }, $set: { 'watched.last': now } },
  )
}
