import type * as z from 'zod'
import { DEFAULT_TIME_ZONE } from '#domains/accounts/limits.ts'
import type { Partner } from '#domains/accounts/partner-model.ts'
import type { PartnerAccount, UserAccount } from '#domains/accounts/schemas.ts'
import type { User } from '#domains/accounts/user-model.ts'
import { DEFAULT_LANGUAGE } from '#domains/words/language.ts'

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
    timeZone: partner.timeZone ?? DEFAULT_TIME_ZONE,
    language: partner.language ?? DEFAULT_LANGUAGE,
    createdAt: partner.createdAt.toISOString(),
  }
}
