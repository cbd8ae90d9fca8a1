import { openPayoutAccount } from '#domains/payouts/account.ts'
import { NewPayoutAccount, PayoutAccountAnswer } from '#domains/payouts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const createPayoutAccount = defineEndpoint({
  method: 'POST',
  path: '/me/payout-account',
  summary: 'Begin to get paid',
  description:
    'Makes an account at Stripe, which pays partners. Then open a link of the kind `onboarding` and fill in what Stripe asks for. Reels can be bought once the account is `active`.',
  auth: 'partner',
  body: NewPayoutAccount,
  success: {
    status: 201,
    or: { status: 200, description: 'There is an account already.' },
    body: PayoutAccountAnswer,
  },
  errors: ['NotAuthenticated', 'EmailNotVerified', 'CountryNotSupported', 'PaymentsUnavailable'],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ body, viewer, setStatus, orFail }) {
    const { isNew, payoutAccount } = orFail(await openPayoutAccount(viewer, body))
    if (!isNew) setStatus(200)
    return { payoutAccount }
  },
})

export const handler = lambda(createPayoutAccount)
