import * as z from 'zod'
import { PublicPartner } from '#domains/accounts/schemas.ts'
import { findPublicPartner } from '#domains/accounts/stored-accounts.ts'
import { Id } from '#shared/contract/fields.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getPartner = defineEndpoint({
  method: 'GET',
  path: '/partners/{partnerId}',
  summary: 'The profile of a partner',
  description:
    'The public profile of a partner, without email and phone. `GET /reels?partner=` lists its reels.',
  auth: 'public',
  params: z.strictObject({ partnerId: Id }),
  success: { status: 200, body: z.strictObject({ partner: PublicPartner }) },
  errors: ['PartnerNotFound'],

  async handle({ params, orFail }) {
    return { partner: orFail(await findPublicPartner(params.partnerId)) }
  },
})

export const handler = lambda(getPartner)
