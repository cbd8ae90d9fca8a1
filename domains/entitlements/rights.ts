import mongoose, { type Types } from 'mongoose'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * What somebody may play of a reel. `full`: all of it. `preview`: the file with its first seconds. `none`: its poster
 * only.
 */
export type Access = 'full' | 'preview' | 'none'

/** What the rule reads of a reel. */
export type PlayedReel = Pick<ReadReel, '_id' | 'partner' | 'status' | 'price' | 'preview'>

/** The one rule about who may play what. `entitled` holds the ids of reels, as `readEntitled` gives them. */
export function accessTo(reel: PlayedReel, viewer: Viewer | null, entitled: ReadonlySet<string>): Access {
  // [65 rule] Everything that shows a reel asks this function.
  if (entitled.has(String(reel._id))) return 'full'
  if (reel.status === 'withdrawn') return 'none'
  if (isFree(reel) || isItsPartner(reel, viewer)) return 'full'
  return reel.preview ? 'preview' : 'none'
}

/** Which of these reels the viewer has bought and may play: one query for a page, and none if it could find nothing. */
export async function readEntitled(
  viewer: Viewer | null,
  reels: readonly PlayedReel[],
): Promise<ReadonlySet<string>> {
  const sold = reels.filter(reel => !isFree(reel) || reel.status === 'withdrawn')
  if (viewer?.role !== 'user' || sold.length === 0) return new Set()
  // A visitor's feed does not wait for this model.
  const { EntitlementModel } = await import('#domains/entitlements/model.ts')
  // [65 active] A refund or a dispute takes the right away, not its document.
  const found = await EntitlementModel.find(
    { _id: { $in: sold.map(reel => entitlementId(viewer.id, reel._id)) }, state: 'active' },
    { _id: 0, reel: 1 },
  ).lean<{ reel: Types.ObjectId }[]>()
  return new Set(found.map(({ reel }) => String(reel)))
}

/** The id of the one document about a user and a reel. */
export function entitlementId(user: string, reel: string | Types.ObjectId): string {
  return `${user}:${String(reel)}`
}

export function isFree({ price }: Pick<ReadReel, 'price'>): boolean {
  return price.amount === 0
}

function isItsPartner({ partner }: PlayedReel, viewer: Viewer | null): boolean {
  return viewer?.role === 'partner' && new mongoose.Types.ObjectId(viewer.id).equals(partner)
}
