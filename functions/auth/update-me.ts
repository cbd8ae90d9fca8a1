import { brandSkeletons } from '#domains/accounts/brand-skeletons.ts'
import { ProfileChanges, refuseFieldsOfOtherRole } from '#domains/accounts/profile.ts'
import { AccountAnswer, EXAMPLE_PARTNER } from '#domains/accounts/schemas.ts'
import { updateProfile } from '#domains/accounts/stored-accounts.ts'
import { countAttempt } from '#domains/limits/attempts.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { followRenaming, noteRenaming } from '#domains/search/renaming.ts'
import { wordsOfBrand } from '#domains/words/brand-words.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const updateMe = defineEndpoint({
  method: 'PATCH',
  path: '/auth/me',
  summary: 'Edit my profile',
  description:
    'Changes only the fields that you send. Each role has its own fields. `null` removes an optional field.',
  auth: 'account',
  body: ProfileChanges,
  success: { status: 200, body: AccountAnswer, example: { account: EXAMPLE_PARTNER } },
  errors: ['NotAuthenticated', 'UsernameTaken', 'BrandTaken', 'TooManyRequests'],
  deploy: { share: 'rare' },

  async handle({ body, viewer, setRateLimits, orFail }) {
    orFail(refuseFieldsOfOtherRole(viewer.role, body))
    if (body.username ?? body.brandName) {
      const allowed = orFail(await countAttempt({ limit: LIMITS.nameChanges, key: viewer.id }))
      setRateLimits(allowed.headers)
    }
    const { brandName } = body
    if (brandName === undefined) return { account: orFail(await updateProfile(viewer, body)).view }
    const look = { brandSkeletons: await brandSkeletons(brandName), words: wordsOfBrand(brandName) }
    const now = new Date()
    // [97 noted] The request may die at any point from here on.
    await noteRenaming(viewer.id, now)
    const account = orFail(await updateProfile(viewer, { ...body, ...look }))
    // [97 renamed] Its reels have to be found by the new brand at once.
    await followRenaming(viewer.id, now)
    return { account: account.view }
  },
})

export const handler = lambda(updateMe)
