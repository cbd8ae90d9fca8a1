import { PurchaseParams } from '#domains/purchases/params.ts'
import { findOwnPurchase } from '#domains/purchases/reading.ts'
import { EXAMPLE_PAID, PurchaseAnswer } from '#domains/purchases/schemas.ts'
import { viewPurchase } from '#domains/purchases/view.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const getPurchase = defineEndpoint({
  method: 'GET',
  path: '/purchases/{purchaseId}',
  summary: 'A purchase of mine',
  description: 'As it was known last. `POST /purchases/{purchaseId}/refresh` asks Stripe first.',
  auth: 'user',
  params: PurchaseParams,
  success: { status: 200, body: PurchaseAnswer, example: { purchase: EXAMPLE_PAID } },
  errors: ['PurchaseNotFound'],

  async handle({ params, viewer, orFail }) {
    return { purchase: viewPurchase(orFail(await findOwnPurchase(params.purchaseId, viewer))) }
  },
})

export const handler = lambda(getPurchase)
