import mongoose, { type Types } from 'mongoose'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { readEntitled } from '#domains/entitlements/rights.ts'
import { readFollowed } from '#domains/follows/followed.ts'
import type { Counter } from '#domains/reactions/model.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { config } from '#shared/runtime/config.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'

/** What has to be read, besides the reels themselves, to show them to somebody. */
export interface Hydration {
  /** By the id of the partner. A partner that is missing here is gone. */
  brandNames: ReadonlyMap<string, string>
  /** The ids of the reels that the user has liked and saved; empty if nobody is logged in as a user. */
  liked: ReadonlySet<string>
  saved: ReadonlySet<string>
  /** The ids of the partners whom the user follows; likewise. */
  following: ReadonlySet<string>
  /** The ids of the reels that the user has bought and may play. */
  entitled: ReadonlySet<string>
  /** The ids of the partners whose reels with a price can be bought. */
  payable: ReadonlySet<string>
}

/** One batch of reads for all reels of a page, in parallel. */
export async function hydrate(reels: readonly ReadReel[], viewer: Viewer | null): Promise<Hydration> {
  const partnerIds = [...new Map(reels.map(({ partner }) => [String(partner), partner])).values()]
  const reelIds = reels.map(reel => reel._id)
  const user = viewer?.role === 'user' ? new mongoose.Types.ObjectId(viewer.id) : null
  const [partners, liked, saved, following, entitled] = await Promise.all([
    readFields(PartnerModel, { _id: { $in: partnerIds } }, ['brandName', 'payable']),
    reactedTo('likes', user, reelIds),
    reactedTo('saves', user, reelIds),
    readFollowed(viewer, partnerIds),
    readEntitled(viewer, reels),
  ])
  const brandNames = new Map(partners.map(({ _id, brandName }) => [String(_id), brandName]))
  const paid = config().payments.enabled ? partners.filter(partner => partner.payable) : []
  const payable = new Set(paid.map(({ _id }) => String(_id)))
  return { brandNames, liked, saved, following, entitled, payable }
}

async function reactedTo(counter: Counter, user: Types.ObjectId | null, reels: Types.ObjectId[]) {
  if (!user) return new Set<string>()
  // A visitor's feed does not wait for these models.
  const { MODELS } = await import('#domains/reactions/model.ts')
  // Without `_id`, the index alone answers this.
  const reactions = await MODELS[counter]
    .find({ user, reel: { $in: reels } }, { _id: 0, reel: 1 })
    .lean<{ reel: Types.ObjectId }[]>()
  return new Set(reactions.map(({ reel }) => String(reel)))
}
