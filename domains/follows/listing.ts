import mongoose, { type Types } from 'mongoose'
import type * as z from 'zod'
import { type Partner, PartnerModel } from '#domains/accounts/partner-model.ts'
import { MAX_FOLLOWED } from '#domains/follows/limits.ts'
import { type Follow, FollowModel } from '#domains/follows/model.ts'
import type { FollowedPartner } from '#domains/follows/schemas.ts'
import type { PageRequest } from '#shared/contract/page.ts'
import { paginate } from '#shared/contract/paginate.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

type ShownPartner = Pick<Partner, '_id' | 'brandName' | 'followers' | 'readyReels'>

/** A page of what a user follows, latest first. Partners that are gone are left out. One round trip. */
export async function readFollows(user: Viewer<'user'>, request: PageRequest) {
  const filter = { user: new mongoose.Types.ObjectId(user.id) }
  const list = { name: 'follows', filter, sortedBy: 'createdAt' } as const
  const page = await paginate(list, request, range =>
    FollowModel.aggregate<Follow & { partners: ShownPartner[] }>([
      { $match: range.filter },
      { $sort: range.sort },
      { $limit: range.limit },
      {
        $lookup: {
          from: PartnerModel.collection.name,
          localField: 'partner',
          foreignField: '_id',
          pipeline: [{ $project: { brandName: 1, followers: 1, readyReels: 1 } }],
          as: 'partners',
        },
      },
    ]),
  )
  if (isRefusal(page)) return page
  const items = page.items.flatMap(({ createdAt, partners }) => partners.map(view(createdAt)))
  return { ...page, items }
}

/** The ids of all partners that a user follows: at most `MAX_FOLLOWED`, in no order. */
export async function followedPartners(user: Viewer<'user'>): Promise<Types.ObjectId[]> {
  // Without `_id`, the index alone answers this.
  const follows = await FollowModel.find(
    { user: new mongoose.Types.ObjectId(user.id) },
    { _id: 0, partner: 1 },
  )
    // All of them in one round trip.
    .batchSize(MAX_FOLLOWED + 1)
    .lean<Pick<Follow, 'partner'>[]>()
  return follows.map(({ partner }) => partner)
}

function view(followedAt: Date) {
  return ({ _id, brandName, followers, readyReels }: ShownPartner): z.infer<typeof FollowedPartner> => ({
    partner: {
      id: String(_id),
      brandName,
      followers: Math.max(0, followers ?? 0),
      reels: Math.max(0, readyReels),
    },
    followedAt: followedAt.toISOString(),
  })
}
