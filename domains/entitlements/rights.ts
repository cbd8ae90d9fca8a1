import { ObjectId } from 'mongodb'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * What somebody may play of a reel. `full`: all of it. `preview`: the file with its first seconds. `none`: its poster
 * only.
 */
export type Access = 'full' | 'preview' | 'none'

/** What the rule reads of a reel. */
export type PlayedReel = Pick<ReadReel, '_id' | 'partner' | 'status' | 'price' | 'preview'>

/** The one rule about who may play what. `entitled` holds the ids of the reels with a right that `entitledTo` finds. */
export function accessTo(reel: PlayedReel, viewer: Viewer | null, entitled: ReadonlySet<string>): Access {
  // [65 rule] Everything that shows a reel asks this function.
  if (entitled.has(String(reel._id))) return 'full'
  if (reel.status === 'withdrawn') return 'none'
  if (isFree(reel) || isItsPartner(reel, viewer)) return 'full'
  return reel.preview ? 'preview' : 'none'
}

/** Finds the rights that a user has to these reels; null if there can be none. */
export function entitledTo(user: string, reels: readonly PlayedReel[]) {
  const sold = reels.filter(reel => !isFree(reel) || reel.status === 'withdrawn')
  if (sold.length === 0) return null
  // [65 active] A refund or a dispute takes the right away, not its document.
  return { _id: { $in: sold.map(reel => entitlementId(user, reel._id)) }, state: 'active' }
}

/** The id of the one document about a user and a reel. */
export function entitlementId(user: string, reel: string | ObjectId): string {
  return `${user}:${String(reel)}`
}

export function isFree({ price }: Pick<ReadReel, 'price'>): boolean {
  return price.amount === 0
}

function isItsPartner({ partner }: PlayedReel, viewer: Viewer | null): boolean {
  return viewer?.role === 'partner' && new ObjectId(viewer.id).equals(partner)
}
