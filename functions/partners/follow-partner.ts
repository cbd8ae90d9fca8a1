import { follow } from '#domains/follows/following.ts'
import { MAX_FOLLOWED } from '#domains/follows/limits.ts'
import { PartnerParams } from '#domains/follows/params.ts'
import { FollowState } from '#domains/follows/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const followPartner = defineEndpoint({
  method: 'PUT',
  path: '/partners/{partnerId}/follow',
  summary: 'Follow a partner',
  description: `Its reels are then in \`GET /feeds/following\`. Following it again changes nothing and also succeeds. A user can follow ${MAX_FOLLOWED.toLocaleString('en')} partners.`,
  auth: 'user',
  params: PartnerParams,
  success: { status: 200, body: FollowState },
  errors: ['PartnerNotFound', 'FollowLimit'],

  async handle({ params, viewer, orFail }) {
    return { following: true, followers: orFail(await follow(viewer, params.partnerId)) }
  },
})

export const handler = lambda(followPartner)
