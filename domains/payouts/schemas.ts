import * as z from 'zod'
import { ShownTotal } from '#domains/money/schemas.ts'
import { PAYOUT_STATES } from '#domains/payouts/states.ts'
import { shownText, Timestamp, WebAddress } from '#shared/contract/fields.ts'
import { ReturnUrl } from '#shared/contract/return-url.ts'

const country = z.string().meta({ pattern: '^[A-Z]{2}$', maxLength: 2, examples: ['US'] })

export const NewPayoutAccount = z
  .strictObject({
    country: z
      .string()
      .regex(/^[A-Z]{2}$/, 'is not a code of ISO 3166-1 with two letters')
      .meta({
        maxLength: 2,
        description: 'ISO 3166-1 alpha-2, one of those in `GET /config`',
        examples: ['US'],
      }),
    entityType: z.enum(['individual', 'company']).meta({ examples: ['individual'] }),
  })
  .meta({ id: 'NewPayoutAccount' })

export const PayoutAccount = z
  .strictObject({
    status: z.enum(['none', ...PAYOUT_STATES]).meta({
      description:
        '`none`: there is none. `incomplete`: something must be filled in with a link of the kind `onboarding`. `pending`: Stripe is checking it. `active`: it is paid, so reels can be sold. `restricted`: Stripe asks for something before it pays again. `rejected`, `closed`: it is not paid any more',
      examples: ['incomplete'],
    }),
    country: country.nullable(),
    requirements: z
      .array(
        z.strictObject({
          description: shownText(500).meta({ examples: ['Bank account'] }),
          dueAt: Timestamp.nullable(),
        }),
      )
      .meta({
        maxItems: 200,
        description: 'What Stripe asks for',
        examples: [[{ description: 'Bank account', dueAt: null }]],
      }),
  })
  .meta({ id: 'PayoutAccount' })

export type PayoutAccount = z.infer<typeof PayoutAccount>

export const PayoutAccountAnswer = z.strictObject({ payoutAccount: PayoutAccount })

export const NewPayoutLink = z
  .strictObject({
    kind: z.enum(['onboarding', 'dashboard']).meta({
      description: '`onboarding`: fill in what Stripe asks for. `dashboard`: see the payouts at Stripe',
      examples: ['onboarding'],
    }),
    returnUrl: ReturnUrl,
  })
  .meta({ id: 'NewPayoutLink' })

export const PayoutLinkAnswer = z.strictObject({
  link: z.strictObject({
    url: WebAddress.meta({
      description: 'A page of Stripe. It opens the account without a password, so show it to nobody',
      examples: ['https://connect.stripe.com/setup/c/acct_1/AbCdEf'],
    }),
    expiresAt: Timestamp.nullable().meta({ description: 'null if Stripe does not say' }),
  }),
})

const totals = z.array(ShownTotal).meta({ maxItems: 200, examples: [[{ amount: 12_400, currency: 'USD' }]] })

export const Balance = z
  .strictObject({
    available: totals.meta({ description: 'What the next payout has' }),
    pending: totals.meta({ description: 'What has been sold, and is on its way', examples: [[]] }),
    owed: totals.meta({
      description: 'What was refunded or disputed and is not covered: the next sales fill it',
      examples: [[]],
    }),
  })
  .meta({ id: 'Balance' })

export type Balance = z.infer<typeof Balance>

export const Payout = z
  .strictObject({
    id: shownText(255).meta({ description: 'Its id at Stripe', examples: ['po_1a2b3c'] }),
    amount: ShownTotal.meta({ examples: [{ amount: 12_400, currency: 'USD' }] }),
    status: z.enum(['pending', 'in_transit', 'paid', 'failed', 'canceled']).meta({
      description: 'A payout that is `paid` can still become `failed`, if the bank sends the money back',
      examples: ['paid'],
    }),
    arrivesAt: Timestamp,
    failure: z
      .strictObject({ code: shownText(100), detail: shownText(1_000) })
      .nullable()
      .meta({ examples: [null] }),
  })
  .meta({ id: 'Payout' })

export type Payout = z.infer<typeof Payout>
