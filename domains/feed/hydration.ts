import { publishersOf } from '#domains/feed/publishers.ts'
import { type Relations, readRelations } from '#domains/feed/relations.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'

/** What has to be read, besides the reels themselves, to show them to somebody. */
export interface Hydration extends Relations {
  /** By the id of the partner. A partner that is missing here is gone. */
  brandNames: ReadonlyMap<string, string>
  /** The ids of the partners whose reels with a price can be bought. */
  payable: ReadonlySet<string>
}

/** One batch of reads for all reels of a page, in parallel. */
export async function hydrate(reels: readonly ReadReel[], viewer: Viewer | null): Promise<Hydration> {
  const [partners, relations] = await Promise.all([publishersOf(reels), readRelations(viewer, reels)])
  const brandNames = new Map<string, string>()
  const payable = new Set<string>()
  const sells = config().payments.enabled
  for (const partner of partners) {
    const id = String(partner._id)
    brandNames.set(id, partner.brandName)
    if (sells && partner.payable) payable.add(id)
  }
  return { brandNames, payable, ...relations }
}
