import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/**
 * A reel that its partner wants to change.
 * @throws what `fail` throws: ReelNotFound, NotYourReel
 */
export async function findOwnReel(
  reelId: string,
  viewer: Viewer<'partner'>,
  fail: (code: 'ReelNotFound' | 'NotYourReel') => never,
): Promise<ReelDocument> {
  const reel = await ReelModel.findById(reelId, { feeds: 0 }).lean<ReelDocument>()
  if (!reel) return fail('ReelNotFound')
  // [24 owner-of-reel] Every partner has the role, but only one owns the reel.
  if (String(reel.partner) !== viewer.id) return fail('NotYourReel')
  return reel
}
