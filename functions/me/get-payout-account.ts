import { readPayoutAccount } from '#domains/payouts/account.ts'
import { PayoutAccountAnswer } from '#domains/payouts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getPayoutAccount = defineEndpoint({
  method: 'GET',
  path: '/me/payout-account',
  summary: 'My account at Stripe',
  description: 'Its state, as Stripe tells it now, and what Stripe asks for.',
  auth: 'partner',
  success: { status: 200, body: PayoutAccountAnswer },
  errors: [],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ viewer }) {
    return { payoutAccount: await readPayoutAccount(viewer.id) }
  },
})

export const handler = lambda(getPayoutAccount)
