import * as z from 'zod'
import { Money } from '#domains/money/schemas.ts'
import { buy } from '#domains/purchases/buying.ts'
import { withinPatience } from '#domains/purchases/reaching-stripe.ts'
import { EXAMPLE_PURCHASE, PurchaseAnswer } from '#domains/purchases/schemas.ts'
import { viewPurchase } from '#domains/purchases/view.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { text } from '#shared/contract/fields.ts'
import { ReturnUrl } from '#shared/contract/return-url.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { idempotency } from '#shared/http/idempotency.ts'
import { lambda } from '#shared/http/lambda.ts'

export const buyReel = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/purchases',
  summary: 'Buy a reel',
  description:
    'Opens a page of Stripe, `checkout.url`, where the buyer pays within 31 minutes, and from which the buyer comes back to `returnUrl` with `purchase` and `checkout` (`done` or `back`) added to its query. Coming back does not mean that it is paid: ask `POST /purchases/{purchaseId}/refresh`. While a purchase of the reel is open, the same one is given again.',
  auth: 'user',
  params: ReelParams,
  body: z.strictObject({
    price: Money.meta({ description: 'The price that the buyer saw' }),
    returnUrl: ReturnUrl,
    termsVersion: text({ min: 1, max: 50 }).meta({
      description: 'Of the terms that the buyer agrees to: `payments.termsVersion` of `GET /config`',
      examples: ['2026-11'],
    }),
  }),
  success: {
    status: 201,
    or: { status: 200, description: 'The purchase that is open already' },
    body: PurchaseAnswer,
    example: { purchase: EXAMPLE_PURCHASE },
  },
  errors: [
    'ReelNotFound',
    'AlreadyOwned',
    'PriceChanged',
    'TermsChanged',
    'NotForSale',
    'TooManyRequests',
    'PaymentsUnavailable',
  ],
  idempotent: idempotency,
  deploy: { permissions: ['payments'] },

  async handle({ params, body, viewer, newId, caller, setStatus, orFail }) {
    const order = { ...params, ...body }
    const { purchase, isNew } = orFail(await withinPatience(() => buy(viewer, order, newId, caller)))
    if (!isNew) setStatus(200)
    return { purchase: viewPurchase(purchase) }
  },
})

export const handler = lambda(buyReel)
