import * as z from 'zod'
import { readPayouts } from '#domains/payouts/balance.ts'
import { Payout } from '#domains/payouts/schemas.ts'
import { page, pageQuery } from '#shared/contract/page.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const listPayouts = defineEndpoint({
  method: 'GET',
  path: '/me/payouts',
  summary: 'My payouts',
  description: 'What Stripe has sent to my bank, latest first.',
  auth: 'partner',
  query: z.strictObject(pageQuery),
  success: { status: 200, body: page(Payout) },
  errors: ['InvalidCursor', 'PaymentsUnavailable'],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ query, viewer, orFail }) {
    return orFail(await readPayouts(viewer.id, query))
  },
})

export const handler = lambda(listPayouts)
