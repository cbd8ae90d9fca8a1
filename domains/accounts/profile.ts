import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { TimeZone } from '#domains/accounts/time-zone.ts'
import { Language } from '#domains/words/language.ts'
import { lines, text } from '#shared/contract/fields.ts'
import { refuse } from '#shared/contract/refusal.ts'
import type { Role } from '#shared/contract/viewer.ts'

export const Username = z
  .string()
  .regex(/^[A-Za-z0-9_.]{3,30}$/, 'is not 3 to 30 of a-z, 0-9, _ and .')
  .meta({
    description: '3 to 30 characters: letters, digits, `_` and `.`. Upper and lower case count as the same',
    examples: ['lena.films'],
    minLength: 3,
    maxLength: PROFILE_LIMITS.username,
  })

// Without an account in front of the host (`https://bank.example@evil.example`), and without anything that `URL` takes
// out before it reads an address: tabs, line breaks, invisible characters.
const PLAIN_ADDRESS =
  /^https?:\/\/[^\s\p{C}\p{Default_Ignorable_Code_Point}\\@/?#]+([/?#][^\s\p{C}\p{Default_Ignorable_Code_Point}\\]*)?$/iu

// In Punycode, as `URL` gives it: zod's own pattern takes no top-level domain such as `xn--p1ai`.
const DOMAIN = /^([a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?\.)+(?=[a-z])[a-z0-9-]{1,62}[a-z0-9]$/i

const Website = z
  .string()
  // [126 website] It is shown as a link, and zod reads an address as a browser does: without its line breaks.
  .refine(value => PLAIN_ADDRESS.test(value), { error: 'is not a plain web address', abort: true })
  .check(z.url({ protocol: /^https?$/, hostname: DOMAIN, error: 'is not a web address' }))
  .max(PROFILE_LIMITS.website, `has more than ${PROFILE_LIMITS.website} characters`)
  .meta({ format: 'uri', examples: ['https://brand.example'] })

const Phone = z
  .string()
  .regex(/^\+?[0-9][0-9 ().-]{4,28}$/, 'is not a phone number')
  .meta({ examples: ['+34 600 000 000'], maxLength: PROFILE_LIMITS.phone })

/** What a partner says about itself. */
export const partnerProfile = {
  brandName: text({ min: 1, max: PROFILE_LIMITS.brandName }).meta({ examples: ['Dune Diaries'] }),
  contactName: text({ min: 1, max: PROFILE_LIMITS.contactName }).meta({ examples: ['Lena Moreau'] }),
  phone: Phone,
  website: Website,
  language: Language,
  bio: lines({ max: PROFILE_LIMITS.bio }).meta({ examples: ['Small films about large water.'] }),
}

const fieldsOf = {
  user: { username: Username },
  partner: {
    brandName: partnerProfile.brandName,
    contactName: partnerProfile.contactName.nullable(),
    phone: partnerProfile.phone.nullable(),
    website: partnerProfile.website.nullable(),
    bio: partnerProfile.bio.nullable(),
    timeZone: TimeZone,
    language: partnerProfile.language,
  },
}

export const ProfileChanges = z
  .strictObject({ ...fieldsOf.user, ...fieldsOf.partner })
  .partial()
  .meta({
    id: 'ProfileChanges',
    description: 'Users have a `username`. All other fields belong to partners',
    examples: [{ contactName: 'Lena Moreau', bio: 'Small films about large water.' }],
  })
export type ProfileChanges = z.infer<typeof ProfileChanges>

/** Refuses fields that accounts of this role do not have, and names each. */
export function refuseFieldsOfOtherRole(role: Role, changes: ProfileChanges) {
  const others = Object.keys(changes).filter(field => !(field in fieldsOf[role]))
  if (others.length === 0) return null
  const message = `is not a field of a ${role}`
  return refuse('ValidationFailed', {
    detail: `${others.join(', ')} ${message}`,
    errors: others.map(path => ({ in: 'body', path, message })),
  })
}
