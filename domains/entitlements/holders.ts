import type { Types } from 'mongoose'
import { EntitlementModel } from '#domains/entitlements/model.ts'
import type { ReadReel } from '#domains/reels/model.ts'

/**
 * May the files of a deleted reel go? Not while somebody may play it, may get that back, or is paying for it. Take the
 * reel off sale first (`withdrawn`): a claim that is made later then finds nothing to sell.
 */
export async function mayDeleteFiles(reel: Pick<ReadReel, '_id'>): Promise<boolean> {
  // [78 held] A buyer keeps what was bought, whatever becomes of the reel and of its partner.
  const holder = await EntitlementModel.exists({
    reel: reel._id,
    state: { $in: ['claimed', 'active', 'suspended'] },
  })
  return holder === null
}

/** The reels of which a right ended since then. */
export async function reelsWithEndedRights(since: Date): Promise<Types.ObjectId[]> {
  return EntitlementModel.distinct('reel', { endedAt: { $gte: since } })
}
