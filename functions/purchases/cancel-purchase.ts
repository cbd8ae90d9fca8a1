import { PurchaseParams } from '#domains/purchases/params.ts'
import { withinPatience } from '#domains/purchases/reaching-stripe.ts'
import { cancelPurchase as cancel } from '#domains/purchases/refreshing.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const cancelPurchase = defineEndpoint({
  method: 'DELETE',
  path: '/purchases/{purchaseId}',
  summary: 'Close the checkout of a purchase',
  description: 'Afterwards it cannot be paid any more. Closing it again is a success.',
  auth: 'user',
  params: PurchaseParams,
  success: { status: 204 },
  errors: ['PurchaseNotFound', 'AlreadyPaid', 'PaymentsUnavailable'],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ params, viewer, orFail }) {
    orFail(await withinPatience(() => cancel(params.purchaseId, viewer)))
  },
})

export const handler = lambda(cancelPurchase)
