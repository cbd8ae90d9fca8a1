import { readBalance } from '#domains/payouts/balance.ts'
import { Balance } from '#domains/payouts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getBalance = defineEndpoint({
  method: 'GET',
  path: '/me/balance',
  summary: 'My balance',
  description: 'What I have at Stripe, in each currency. The lists are empty if there is no account.',
  auth: 'partner',
  success: { status: 200, body: Balance },
  errors: ['PaymentsUnavailable'],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ viewer }) {
    return readBalance(viewer.id)
  },
})

export const handler = lambda(getBalance)
