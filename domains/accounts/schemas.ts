import * as z from 'zod'
import { MAX_EMAIL, PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { ShownLanguage } from '#domains/words/language.ts'
import { Count, Id, shownText, Timestamp, WebAddress } from '#shared/contract/fields.ts'

const email = z.string().meta({ format: 'email', maxLength: MAX_EMAIL, examples: ['lena@example.com'] })
const emailVerified = z.boolean().meta({
  description: 'Whether the owner of this address has confirmed it with the link in a mail',
  examples: [false],
})
const brandName = shownText(PROFILE_LIMITS.brandName).meta({ examples: ['Dune Diaries'] })
const contactName = shownText(PROFILE_LIMITS.contactName)
  .nullable()
  .meta({ examples: ['Lena Moreau'] })
const phone = shownText(PROFILE_LIMITS.phone)
  .nullable()
  .meta({ examples: ['+34 600 000 000'] })
const website = WebAddress.nullable().meta({ examples: ['https://brand.example'] })
const bio = shownText(PROFILE_LIMITS.bio)
  .nullable()
  .meta({ examples: ['Small films about large water.'] })

export const UserAccount = z
  .strictObject({
    id: Id,
    role: z.literal('user'),
    username: shownText(PROFILE_LIMITS.username).meta({ examples: ['lena.films'] }),
    email,
    emailVerified,
    createdAt: Timestamp,
  })
  .meta({ id: 'UserAccount' })

export const PartnerAccount = z
  .strictObject({
    id: Id,
    role: z.literal('partner'),
    brandName,
    email,
    emailVerified,
    contactName,
    phone,
    website,
    bio,
    timeZone: shownText(PROFILE_LIMITS.timeZone).meta({
      description: 'IANA: whose days its statistics have',
      examples: ['Asia/Kathmandu'],
    }),
    language: ShownLanguage.meta({ description: 'The language of its reels, unless one says otherwise' }),
    createdAt: Timestamp,
  })
  .meta({ id: 'PartnerAccount' })

export const EXAMPLE_PARTNER: z.infer<typeof PartnerAccount> = {
  id: '6750a1b2c3d4e5f60718293b',
  role: 'partner',
  brandName: 'Dune Diaries',
  email: 'lena@example.com',
  emailVerified: false,
  contactName: 'Lena Moreau',
  phone: '+34 600 000 000',
  website: 'https://brand.example',
  bio: 'Small films about large water.',
  timeZone: 'Europe/Madrid',
  language: 'en',
  createdAt: '2026-11-22T18:00:00.000Z',
}

export const Account = z.discriminatedUnion('role', [UserAccount, PartnerAccount]).meta({ id: 'Account' })
export type Account = z.infer<typeof Account>

export const AccountAnswer = z.strictObject({ account: Account })

export const PublicPartner = z
  .strictObject({
    id: Id,
    brandName,
    website,
    bio,
    createdAt: Timestamp,
    reels: Count.meta({ description: 'The number of its public reels', examples: [12] }),
    followers: Count.meta({ description: 'The number of users who follow it', examples: [128] }),
    viewer: z
      .strictObject({ following: z.boolean() })
      .nullable()
      .meta({ description: 'null unless you are logged in as a user', examples: [{ following: true }] }),
  })
  .meta({ id: 'Partner' })
