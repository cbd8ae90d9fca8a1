import * as z from 'zod'
import { Email } from '#shared/accounts/email.ts'
import { NewPassword, Password } from '#shared/accounts/new-password.ts'
import type { Partner } from '#shared/accounts/partner-model.ts'
import type { User } from '#shared/accounts/user-model.ts'
import { Id, Timestamp, text } from '#shared/http/fields.ts'

const Username = z
  .string()
  .regex(/^[A-Za-z0-9_.]{3,30}$/, 'is not 3 to 30 of a-z, 0-9, _ and .')
  .meta({ description: '3 to 30 of a-z 0-9 _ . and compared without case', examples: ['ana.reels'] })

const Website = z
  .url({ protocol: /^https?$/, hostname: z.regexes.domain, error: 'is not a web address' })
  .max(300, 'has more than 300 characters')
  .meta({ examples: ['https://brand.example'] })

const Phone = z
  .string()
  .regex(/^\+?[0-9][0-9 ().-]{4,28}$/, 'is not a phone number')
  .meta({ examples: ['+34 600 000 000'] })

/** The fields of a partner that everyone may see. */
const partnerProfile = {
  brandName: text({ min: 1, max: 80 }),
  contactName: text({ min: 1, max: 120 }),
  phone: Phone,
  website: Website,
  bio: text({ max: 1_000 }),
}

export const UserRegistration = z
  .strictObject({ username: Username, email: Email, password: NewPassword })
  .meta({ id: 'UserRegistration' })

export const PartnerRegistration = z
  .strictObject({
    brandName: partnerProfile.brandName,
    email: Email,
    password: NewPassword,
    contactName: partnerProfile.contactName.optional(),
    phone: partnerProfile.phone.optional(),
    website: partnerProfile.website.optional(),
    bio: partnerProfile.bio.optional(),
  })
  .meta({ id: 'PartnerRegistration' })

export const Credentials = z.strictObject({ email: Email, password: Password }).meta({ id: 'Credentials' })

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
