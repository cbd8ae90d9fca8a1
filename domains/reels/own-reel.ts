import { type ReadReel, ReelModel, WITHOUT_FEEDS } from '#domains/reels/model.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A reel that its partner wants to change. */
export async function findOwnReel(reelId: string, viewer: Viewer<'partner'>) {
  const reel = await ReelModel.findById(reelId, WITHOUT_FEEDS).lean<ReadReel>()
  if (!reel) return refuse('ReelNotFound')
  // [24 owner-of-reel] Every partner has the role, but only one owns the reel.
  if (String(reel.partner) !== viewer.id) return refuse('NotYourReel')
  return reel
}
