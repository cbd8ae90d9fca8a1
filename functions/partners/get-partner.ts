import * as z from 'zod'
import { PublicPartner } from '#domains/accounts/schemas.ts'
import { findPartner } from '#domains/feed/partners.ts'
import { PartnerParams } from '#domains/follows/params.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getPartner = defineEndpoint({
  method: 'GET',
  path: '/partners/{partnerId}',
  summary: 'The profile of a partner',
  description:
    'The public profile of a partner, without email and phone. `GET /reels?partner=` lists its reels. If you are logged in as a user, `viewer` says whether you follow it.',
  auth: 'optional',
  params: PartnerParams,
  success: { status: 200, body: z.strictObject({ partner: PublicPartner }) },
  errors: ['PartnerNotFound'],

  async handle({ params, viewer, orFail }) {
    return { partner: orFail(await findPartner(params.partnerId, viewer)) }
  },
})

export const handler = lambda(getPartner)
