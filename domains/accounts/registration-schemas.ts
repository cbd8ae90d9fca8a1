import * as z from 'zod'
import { Email } from '#domains/accounts/email.ts'
import { isWellKnown, NewPassword } from '#domains/accounts/new-password.ts'
import { partnerProfile, Username } from '#domains/accounts/profile.ts'

// [25 closed] A field that is not declared is refused, not ignored.
export const UserRegistration = z
  .strictObject({ username: Username, email: Email, password: NewPassword })
  .refine(({ username, email, password }) => !isWellKnown(password, [username, email]), {
    path: ['password'],
    error: 'is the username or the email',
  })
  .meta({ id: 'UserRegistration' })
export type UserRegistration = z.infer<typeof UserRegistration>

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
  .refine(({ brandName, email, password }) => !isWellKnown(password, [brandName, email]), {
    path: ['password'],
    error: 'is the brand name or the email',
  })
  .meta({ id: 'PartnerRegistration' })
export type PartnerRegistration = z.infer<typeof PartnerRegistration>
