import * as z from 'zod'
import { PurchaseParams } from '#domains/purchases/params.ts'
import { withinPatience } from '#domains/purchases/reaching-stripe.ts'
import { REFUND_REASONS, refundPurchase as refund } from '#domains/purchases/refunding.ts'
import { EXAMPLE_REFUNDED, PurchaseAnswer } from '#domains/purchases/schemas.ts'
import { viewPurchase } from '#domains/purchases/view.ts'
import { lines } from '#shared/contract/fields.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const refundPurchase = defineEndpoint({
  method: 'POST',
  path: '/purchases/{purchaseId}/refunds',
  summary: 'Refund a purchase',
  description:
    'As its buyer within 14 days, if less than half of the reel was watched; as the partner of the reel within 180 days. All of the money goes back. If Stripe does not answer, it is refunded as soon as it does, and the status is `refunding` until then.',
  auth: 'account',
  params: PurchaseParams,
  body: z.strictObject({
    reason: z.enum(REFUND_REASONS),
    note: lines({ max: 500 })
      .optional()
      .meta({ examples: ['The sound is missing.'] }),
  }),
  success: { status: 201, body: PurchaseAnswer, example: { purchase: EXAMPLE_REFUNDED } },
  errors: ['PurchaseNotFound', 'RefundNotAllowed', 'AlreadyRefunded', 'Disputed'],
  deploy: { share: 'rare', permissions: ['payments'] },

  async handle({ params, body, viewer, orFail }) {
    const purchase = orFail(await withinPatience(() => refund(params.purchaseId, viewer, body)))
    return { purchase: viewPurchase(purchase) }
  },
})

export const handler = lambda(refundPurchase)
