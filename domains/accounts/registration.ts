import * as z from 'zod'
import { Email } from '#domains/accounts/credentials.ts'
import { NewPassword, wellKnownIn } from '#domains/accounts/new-password.ts'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { hashPassword } from '#domains/accounts/passwords.ts'
import { partnerProfile, Username } from '#domains/accounts/profile.ts'
import { UserModel } from '#domains/accounts/user-model.ts'
import { viewPartner, viewUser } from '#domains/accounts/view.ts'
import { wordsOfBrand } from '#domains/words/brand-words.ts'
import { refuse } from '#shared/contract/refusal.ts'
import { duplicateKeyFields } from '#shared/runtime/database/connection.ts'
import { count } from '#shared/runtime/metrics.ts'

// [25 closed] A field that is not declared is refused, not ignored.
export const UserRegistration = z
  .strictObject({ username: Username, email: Email, password: NewPassword })
  .superRefine(({ username, email, password }, context) =>
    refuseIn(context, wellKnownIn(password, { email, username })),
  )
  .meta({ id: 'UserRegistration' })
type UserRegistration = z.infer<typeof UserRegistration>

export const PartnerRegistration = z
  .strictObject({
    brandName: partnerProfile.brandName,
    email: Email,
    password: NewPassword,
    contactName: partnerProfile.contactName.exactOptional(),
    phone: partnerProfile.phone.exactOptional(),
    website: partnerProfile.website.exactOptional(),
    bio: partnerProfile.bio.exactOptional(),
  })
  .superRefine(({ brandName, email, password }, context) =>
    refuseIn(context, wellKnownIn(password, { email, brandName })),
  )
  .meta({ id: 'PartnerRegistration' })
type PartnerRegistration = z.infer<typeof PartnerRegistration>

/** Stores a new user. Exactly one of several at once gets an email or a username. */
export async function createUser({ password, ...account }: UserRegistration) {
  const passwordHash = await hashPassword(password)
  try {
    const user = await UserModel.create({ ...account, passwordHash, createdAt: new Date() })
    count('AccountsCreated')
    return { account: viewUser(user.toObject()), passwordHash }
  } catch (error) {
    const taken = duplicateKeyFields(error)
    if (taken?.includes('email')) return refuse('EmailTaken')
    if (taken?.includes('username')) return refuse('UsernameTaken')
    throw error
  }
}

/** Stores a new partner. Exactly one of several at once gets an email or a brand. */
export async function createPartner({ password, ...account }: PartnerRegistration, brandSkeletons: string[]) {
  const passwordHash = await hashPassword(password)
  try {
    const partner = await PartnerModel.create({
      ...account,
      brandSkeletons,
      words: wordsOfBrand(account.brandName),
      passwordHash,
      createdAt: new Date(),
    })
    count('AccountsCreated')
    return { account: viewPartner(partner.toObject()), passwordHash }
  } catch (error) {
    const taken = duplicateKeyFields(error)
    if (taken?.includes('email')) return refuse('EmailTaken')
    if (taken?.includes('brandSkeletons')) return refuse('BrandTaken')
    throw error
  }
}

function refuseIn(context: z.RefinementCtx, message: string | null): void {
  if (message) context.addIssue({ code: 'custom', path: ['password'], message })
}
