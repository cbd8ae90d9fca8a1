import type { Types } from 'mongoose'
import { brandSkeletons } from '#domains/accounts/brand-skeletons.ts'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { activeAmong } from '#domains/payouts/payable.ts'
import { LikeModel, SaveModel } from '#domains/reactions/model.ts'
import { feedKey } from '#domains/reels/feed-keys.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { noteLostReactions } from '#domains/upkeep/recount-reactions.ts'
import { afterId, walk } from '#domains/upkeep/walk.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { readFields } from '#shared/runtime/database/read-fields.ts'
import { log } from '#shared/runtime/log.ts'

interface StoredPartner {
  _id: Types.ObjectId
  readyReels: number
  payable?: boolean
  brandName: string
  brandSkeletons?: string[] | null
}

/** Makes the counters of reels what the likes and saves say, and their days as well. */
export async function recountReels(deadline: number): Promise<{ reels: number; healed: number }> {
  let healed = 0
  const reels = await walk<Pick<ReadReel, '_id' | 'status' | 'likes' | 'saves'>>({
    job: 'recountReels',
    deadline,
    next: (after, limit) =>
      readFields(ReelModel, afterId(after), ['status', 'likes', 'saves']).sort({ _id: 1 }).limit(limit),
    async visit(batch) {
      const ids = batch.map(reel => reel._id)
      const [likes, saves] = await Promise.all([countFor(LikeModel, ids), countFor(SaveModel, ids)])
      const right = new Map<string, { likes: number; saves: number }>()
      for (const { _id, status, ...counted } of batch) {
        const truth = { likes: likes.get(String(_id)) ?? 0, saves: saves.get(String(_id)) ?? 0 }
        let isRight = truth.likes === counted.likes && truth.saves === counted.saves
        if (!isRight) {
          // [40 unmoved] A counter that has moved since it was read is left to the next round.
          const { modifiedCount } = await ReelModel.updateOne({ _id, ...counted }, { $set: truth })
          healed += modifiedCount
          isRight = modifiedCount === 1
        }
        // What a deleted reel has brought stays.
        if (isRight && status === 'ready') right.set(String(_id), truth)
      }
      healed += await noteLostReactions(right, ids)
    },
  })
  return { reels, healed }
}

/** Does the same for the number of public reels of each partner, and for whether Stripe pays it. */
export async function recountPartners(deadline: number): Promise<{ partners: number; healed: number }> {
  let healed = 0
  const partners = await walk<StoredPartner>({
    job: 'recountPartners',
    deadline,
    next: (after, limit) =>
      readFields(PartnerModel, afterId(after), ['readyReels', 'payable', 'brandName', 'brandSkeletons'])
        .sort({ _id: 1 })
        .limit(limit),
    async visit(batch) {
      const paid = await activeAmong(batch.map(partner => partner._id))
      for (const partner of batch) {
        const { _id, readyReels, payable } = partner
        if (!partner.brandSkeletons) await keepBrand(partner)
        const truth = {
          readyReels: await ReelModel.countDocuments({
            feeds: feedKey({ partner: String(_id) }),
            // Those that are scheduled are counted by another job, each once.
            countDueAt: null,
          }),
          payable: paid.has(String(_id)),
        }
        if (truth.readyReels === readyReels && truth.payable === (payable ?? false)) continue
        const unmoved = { _id, readyReels, payable: payable ?? { $exists: false } }
        const { modifiedCount } = await PartnerModel.updateOne(unmoved, { $set: truth })
        healed += modifiedCount
      }
    },
  })
  return { partners, healed }
}

/** For a partner from before skeletons were kept. If two have the same brand already, the first one has it alone. */
async function keepBrand({ _id, brandName }: StoredPartner): Promise<void> {
  try {
    const skeletons = await brandSkeletons(brandName)
    await PartnerModel.updateOne({ _id, brandName }, { $set: { brandSkeletons: skeletons } })
  } catch (error) {
    if (!duplicateKeyFields(error)) throw error
    log().warn('A partner has the brand of another one', { partnerId: String(_id) })
  }
}

async function countFor(model: typeof LikeModel, reels: readonly Types.ObjectId[]) {
  const groups = await model.aggregate<{ _id: Types.ObjectId; count: number }>([
    { $match: { reel: { $in: reels } } },
    { $group: { _id: '$reel', count: { $sum: 1 } } },
  ])
  return new Map(groups.map(({ _id, count }) => [String(_id), count]))
}
