import * as z from 'zod'
import { PublicPartner, presentPublicPartner } from '#shared/accounts/account.ts'
import { PartnerModel } from '#shared/accounts/partner-model.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { Id } from '#shared/http/fields.ts'
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
    return partner ? { partner: presentPublicPartner(partner) } : fail('PartnerNotFound')
  },
})

export const handler = lambda(getPartner)
