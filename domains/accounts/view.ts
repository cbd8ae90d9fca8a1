import type * as z from 'zod'
import type { Partner } from '#domains/accounts/partner-model.ts'
import type { PartnerAccount, PublicPartner, UserAccount } from '#domains/accounts/schemas.ts'
import type { User } from '#domains/accounts/user-model.ts'

export function viewUser(user: User): z.infer<typeof UserAccount> {
  return {
    id: String(user._id),
    role: 'user',
    username: user.username,
    email: user.email,
    emailVerified: user.emailVerified === true,
    createdAt: user.createdAt.toISOString(),
  }
}

export function viewPartner(partner: Partner): z.infer<typeof PartnerAccount> {
  return {
    id: String(partner._id),
    role: 'partner',
    brandName: partner.brandName,
    email: partner.email,
    emailVerified: partner.emailVerified === true,
    contactName: partner.contactName,
    phone: partner.phone,
    website: partner.website,
    bio: partner.bio,
    createdAt: partner.createdAt.toISOString(),
  }
}

/** A partner as everybody sees it. */
export function viewPublicPartner(partner: Partner): z.infer<typeof PublicPartner> {
  return {
    id: String(partner._id),
    brandName: partner.brandName,
    website: partner.website,
    bio: partner.bio,
    createdAt: partner.createdAt.toISOString(),
    reels: Math.max(0, partner.readyReels),
  }
}
