import type * as z from 'zod'
import { type Partner, PartnerModel } from '#domains/accounts/partner-model.ts'
import type { PublicPartner } from '#domains/accounts/schemas.ts'
import { readFollowed } from '#domains/follows/followed.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'

/** A partner as somebody sees it. */
export async function findPartner(partnerId: string, viewer: Viewer | null) {
  const partner = await PartnerModel.findById(partnerId).lean<Partner>()
  if (!partner) return refuse('PartnerNotFound')
  const [view] = await viewPartners([partner], viewer)
  return view ?? refuse('PartnerNotFound')
}

/** What partners look like to somebody, in their order. One round trip for users, none for others. */
export async function viewPartners(
  partners: readonly Partner[],
  viewer: Viewer | null,
): Promise<z.infer<typeof PublicPartner>[]> {
  const ids = partners.map(({ _id }) => _id)
  const followed = await readFollowed(viewer, ids)
  return partners.map(partner => ({
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
