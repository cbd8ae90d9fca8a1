import { ObjectId } from 'mongodb'
import type * as z from 'zod'
import { partners } from '#domains/accounts/collections.ts'
import type { Partner } from '#domains/accounts/partner-model.ts'
import type { PublicPartner } from '#domains/accounts/schemas.ts'
import { readFollowed } from '#domains/follows/followed.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A partner as somebody sees it. */
export async function findPartner(partnerId: string, viewer: Viewer | null) {
  const partner = await partners().findOne({ _id: new ObjectId(partnerId) })
  if (!partner) return refuse('PartnerNotFound')
  const [view] = await viewPartners([partner], viewer)
  return view ?? refuse('PartnerNotFound')
}

/** What partners look like to somebody, in their order. One round trip for users, none for others. */
export async function viewPartners(
  shown: readonly Partner[],
  viewer: Viewer | null,
): Promise<z.infer<typeof PublicPartner>[]> {
  const ids = shown.map(({ _id }) => _id)
  const followed = await readFollowed(viewer, ids)
  return shown.map(partner => ({
    id: String(partner._id),
    brandName: partner.brandName,
    website: partner.website,
    bio: partner.bio,
    createdAt: partner.createdAt.toISOString(),
    reels: Math.max(0, partner.readyReels),
    followers: Math.max(0, partner.followers ?? 0),
    viewer: viewer?.role === 'user' ? { following: followed.has(String(partner._id)) } : null,
  }))
}
