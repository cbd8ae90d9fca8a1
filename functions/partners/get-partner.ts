import * as z from 'zod'
import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { PublicPartner } from '#domains/accounts/schemas.ts'
import { viewPublicPartner } from '#domains/accounts/view.ts'
import { Id } from '#shared/contract/fields.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getPartner = defineEndpoint({
  method: 'GET',
  path: '/partners/{partnerId}',
  summary: 'The page of a partner',
  description:
    'What a partner says of itself, without its email and phone. Its reels: `GET /reels?partner=`.',
  auth: 'public',
  params: z.strictObject({ partnerId: Id }),
  success: { status: 200, body: z.strictObject({ partner: PublicPartner }) },
  errors: ['PartnerNotFound'],

  async handle({ params, fail }) {
    const partner = await PartnerModel.findById(params.partnerId).lean()
    return partner ? { partner: viewPublicPartner(partner) } : fail('PartnerNotFound')
  },
})

export const handler = lambda(getPartner)
