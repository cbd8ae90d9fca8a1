import { PurchaseParams } from '#domains/purchases/params.ts'
import { withinPatience } from '#domains/purchases/reaching-stripe.ts'
import { refreshPurchase as refresh } from '#domains/purchases/refreshing.ts'
import { EXAMPLE_PAID, PurchaseAnswer } from '#domains/purchases/schemas.ts'
import { viewPurchase } from '#domains/purchases/view.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const refreshPurchase = defineEndpoint({
  method: 'POST',
  path: '/purchases/{purchaseId}/refresh',
  summary: 'A purchase of mine, after asking Stripe',
  description:
    'What the page asks that the buyer returns to, at most every 2 seconds, until `status` is not `open` any more.',
  auth: 'user',
  params: PurchaseParams,
  success: { status: 200, body: PurchaseAnswer, example: { purchase: EXAMPLE_PAID } },
  errors: ['PurchaseNotFound', 'TooManyRequests', 'PaymentsUnavailable'],
  deploy: { permissions: ['payments'] },

  async handle({ params, viewer, orFail }) {
    const purchase = orFail(await withinPatience(() => refresh(params.purchaseId, viewer)))
    return { purchase: viewPurchase(purchase) }
  },
})

export const handler = lambda(refreshPurchase)
