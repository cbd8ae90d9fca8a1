import { partners } from '#domains/accounts/collections.ts'
import type { Partner } from '#domains/accounts/partner-model.ts'
import type { ReadReel } from '#domains/reels/model.ts'

/** What a reel shows of its partner, and whether its reels can be bought. */
export type Publisher = Pick<Partner, '_id' | 'brandName' | 'payable'>

const PUBLISHER = { brandName: 1, payable: 1 } as const

/** A reel that was read together with its partner. The list is empty if the partner is gone. */
export type ReelWithPublisher = ReadReel & { publishers: Publisher[] }

/** Reads the partner of each reel in the same round trip. */
export const LOOK_UP_PUBLISHERS = {
  $lookup: {
    from: partners.collectionName,
    localField: 'partner',
    foreignField: '_id',
    pipeline: [{ $project: PUBLISHER }],
    as: 'publishers',
  },
}

/** The partners of these reels. Those that were not read together with their reels are read now. */
export async function publishersOf(reels: readonly (ReadReel | ReelWithPublisher)[]): Promise<Publisher[]> {
  const known = reels.flatMap(reel => ('publishers' in reel ? reel.publishers : []))
  const missing = reels.filter(reel => !('publishers' in reel)).map(({ partner }) => partner)
  if (missing.length === 0) return known
  const found = await partners()
    .find<Publisher>({ _id: { $in: missing } }, { projection: PUBLISHER })
    .toArray()
  return [...known, ...found]
}
