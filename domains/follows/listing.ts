import { ObjectId } from 'mongodb'
import type * as z from 'zod'
import { partners } from '#domains/accounts/collections.ts'
import type { Partner } from '#domains/accounts/partner-model.ts'
import { follows } from '#domains/follows/collections.ts'
import { MAX_FOLLOWED } from '#domains/follows/limits.ts'
import type { Follow } from '#domains/follows/model.ts'
import type { FollowedPartner } from '#domains/follows/schemas.ts'
import type { PageRequest } from '#shared/contract/page.ts'
import { paginate } from '#shared/contract/paginate.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

type ShownPartner = Pick<Partner, '_id' | 'brandName' | 'followers' | 'readyReels'>

/** A page of what a user follows, latest first. Partners that are gone are left out. One round trip. */
export async function readFollows(user: Viewer<'user'>, request: PageRequest) {
  const filter = { user: new ObjectId(user.id) }
  const list = { name: 'follows', filter, sortedBy: 'createdAt' } as const
  const page = await paginate(list, request, range =>
    follows()
      .aggregate<Follow & { partners: ShownPartner[] }>([
        { $match: range.filter },
        { $sort: range.sort },
        { $limit: range.limit },
        {
          $lookup: {
            from: partners.collectionName,
            localField: 'partner',
            foreignField: '_id',
            pipeline: [{ $project: { brandName: 1, followers: 1, readyReels: 1 } }],
            as: 'partners',
          },
        },
      ])
      .toArray(),
  )
  if (isRefusal(page)) return page
  const items = page.items.flatMap(({ createdAt, partners }) => partners.map(view(createdAt)))
  return { ...page, items }
}

/** The ids of all partners that a user follows: at most `MAX_FOLLOWED`, in no order. */
export async function followedPartners(user: Viewer<'user'>): Promise<ObjectId[]> {
  // Without `_id`, the index alone answers this.
  const filter = { user: new ObjectId(user.id) }
  const followed = await follows()
    // All of them in one round trip.
    .find(filter, { projection: { _id: 0, partner: 1 }, batchSize: MAX_FOLLOWED + 1 })
    .toArray()
  return followed.map(({ partner }) => partner)
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
