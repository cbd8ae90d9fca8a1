import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { ShownMoney } from '#domains/money/schemas.ts'
import { PURCHASE_STATUSES } from '#domains/purchases/statuses.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { Id, shownText, Timestamp, WebAddress } from '#shared/contract/fields.ts'

export const PurchaseStatus = z.enum(PURCHASE_STATUSES).meta({
  id: 'PurchaseStatus',
  description:
    '`open`: can be paid at `checkout.url`. `processing`: the payment method is slow. `paid`. `expired`, `failed`, `canceled`: was not paid. `refunding`, `refunded`: the money goes back, or has gone back. `disputed`: the bank of the buyer has asked for the money. `lost`: the bank has kept it',
  examples: ['paid'],
})

export const Purchase = z
  .strictObject({
    id: Id,
    reel: z.strictObject({
      id: Id,
      title: shownText(REEL_LIMITS.titleCharacters).meta({ description: 'As it was when it was sold' }),
      partner: z.strictObject({
        id: Id,
        brandName: shownText(PROFILE_LIMITS.brandName).meta({ description: 'As it was when it was sold' }),
      }),
    }),
    price: ShownMoney,
    status: PurchaseStatus,
    checkout: z
      .strictObject({ url: WebAddress.meta({ description: "Stripe's page" }), expiresAt: Timestamp })
      .nullable()
      .meta({ description: 'null unless the purchase is `open`' }),
    refund: z
      .strictObject({
        status: z.enum(['pending', 'succeeded', 'failed']),
        amount: ShownMoney,
        reason: shownText(100),
      })
      .nullable(),
    receiptNumber: shownText(50)
      .nullable()
      .meta({ examples: ['R-00000042'] }),
    createdAt: Timestamp,
    paidAt: Timestamp.nullable(),
  })
  .meta({ id: 'Purchase' })

export type Purchase = z.infer<typeof Purchase>

export const PurchaseAnswer = z.strictObject({ purchase: Purchase })

const EXAMPLE_URL = 'https://checkout.stripe.com/c/pay/cs_test_a1b2c3'

/** An open purchase, for the document. */
export const EXAMPLE_PURCHASE: Purchase = {
  id: '6750a1b2c3d4e5f60718293c',
  reel: {
    id: '6750a1b2c3d4e5f60718293a',
    title: 'Morning waves',
    partner: { id: '6750a1b2c3d4e5f60718293b', brandName: 'Salt & Light' },
  },
  price: { amount: 499, currency: 'USD' },
  status: 'open',
  checkout: { url: EXAMPLE_URL, expiresAt: '2026-11-22T18:31:00.000Z' },
  refund: null,
  receiptNumber: null,
  createdAt: '2026-11-22T18:00:00.000Z',
  paidAt: null,
}

/** The same, paid. */
export const EXAMPLE_PAID: Purchase = {
  ...EXAMPLE_PURCHASE,
  status: 'paid',
  checkout: null,
  receiptNumber: 'R-00000042',
  paidAt: '2026-11-22T18:01:30.000Z',
}

/** The same, given back to the buyer. */
export const EXAMPLE_REFUNDED: Purchase = {
  ...EXAMPLE_PAID,
  status: 'refunded',
  refund: { status: 'succeeded', amount: { amount: 499, currency: 'USD' }, reason: 'changed_mind' },
}
