import type { Types } from 'mongoose'
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
  const partnerIds: Types.ObjectId[] = [
    ...new Map(reels.map(({ partner }) => [String(partner), partner])).values(),
  ]
  const [partners, relations] = await Promise.all([
    publishersOf(reels),
    readRelations(viewer, reels, partnerIds),
  ])
  const brandNames = new Map(partners.map(({ _id, brandName }) => [String(_id), brandName]))
  const paid = config().payments.enabled ? partners.filter(partner => partner.payable) : []
  return { brandNames, payable: new Set(paid.map(({ _id }) => String(_id))), ...relations }
}
