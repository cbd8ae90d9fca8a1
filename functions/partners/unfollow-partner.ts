import { unfollow } from '#domains/follows/following.ts'
import { PartnerParams } from '#domains/follows/params.ts'
import { FollowState } from '#domains/follows/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const unfollowPartner = defineEndpoint({
  method: 'DELETE',
  path: '/partners/{partnerId}/follow',
  summary: 'Unfollow a partner',
  description: 'Also succeeds if you had not followed it.',
  auth: 'user',
  params: PartnerParams,
  success: { status: 200, body: FollowState, example: { following: false, followers: 127 } },
  errors: ['PartnerNotFound'],

  async handle({ params, viewer, orFail }) {
    return { following: false, followers: orFail(await unfollow(viewer, params.partnerId)) }
  },
})

export const handler = lambda(unfollowPartner)
