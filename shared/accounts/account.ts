import * as z from 'zod'
import type { Partner } from '#shared/accounts/partner-model.ts'
import type { User } from '#shared/accounts/user-model.ts'
import { Id, Timestamp } from '#shared/http/fields.ts'

export const UserAccount = z
  .strictObject({
    id: Id,
    role: z.literal('user'),
    username: z.string(),
    email: z.string(),
    createdAt: Timestamp,
  })
  .meta({ id: 'UserAccount' })

export const PartnerAccount = z
  .strictObject({
    id: Id,
    role: z.literal('partner'),
    brandName: z.string(),
    email: z.string(),
    contactName: z.string().nullable(),
    phone: z.string().nullable(),
    website: z.string().nullable(),
    bio: z.string().nullable(),
    createdAt: Timestamp,
  })
  .meta({ id: 'PartnerAccount' })

export const Account = z.discriminatedUnion('role', [UserAccount, PartnerAccount]).meta({ id: 'Account' })

export const PublicPartner = z
  .strictObject({
    id: Id,
    brandName: z.string(),
    website: z.string().nullable(),
    bio: z.string().nullable(),
    createdAt: Timestamp,
    reels: z.int32().min(0).meta({ description: 'How many of its reels are public' }),
  })
  .meta({ id: 'Partner' })

export function presentUser(user: User): z.infer<typeof UserAccount> {
  return {
    id: String(user._id),
    role: 'user',
    username: user.username,
    email: user.email,
    createdAt: user.createdAt.toISOString(),
  }
}

export function presentPartner(partner: Partner): z.infer<typeof PartnerAccount> {
  return {
    id: String(partner._id),
    role: 'partner',
    brandName: partner.brandName,
    email: partner.email,
    contactName: partner.contactName,
    phone: partner.phone,
    website: partner.website,
    bio: partner.bio,
    createdAt: partner.createdAt.toISOString(),
  }
}

export function presentPublicPartner(partner: Partner): z.infer<typeof PublicPartner> {
  return {
    id: String(partner._id),
    brandName: partner.brandName,
    website: partner.website,
    bio: partner.bio,
    createdAt: partner.createdAt.toISOString(),
    reels: Math.max(0, partner.readyReels),
  }
}
