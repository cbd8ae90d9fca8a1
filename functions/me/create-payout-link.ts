import { openPayoutLink } from '#domains/payouts/links.ts'
import { NewPayoutLink, PayoutLinkAnswer } from '#domains/payouts/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

// It takes no `Idempotency-Key`: the link would be stored with the answer.
export const createPayoutLink = defineEndpoint({
  method: 'POST',
  path: '/me/payout-account/links',
  summary: 'Open my account at Stripe',
  description:
    'A link that works once and for a few minutes. Send the browser there at once. Stripe sends it back to `returnUrl`, with `onboarding=returned` in its query, or `onboarding=expired` if a new link is needed. Coming back does not say that everything was filled in: read `GET /me/payout-account`.',
  auth: 'partner',
  body: NewPayoutLink,
  success: { status: 201, body: PayoutLinkAnswer },
  errors: ['NoPayoutAccount', 'PaymentsUnavailable'],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ body, viewer, newId, orFail }) {
    return { link: orFail(await openPayoutLink(viewer.id, body, newId)) }
  },
})

export const handler = lambda(createPayoutLink)
