import * as z from 'zod'
import { MAX_EMAIL, PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { CURRENCY_PATTERN } from '#domains/money/currencies.ts'
import { ShownMoney, ShownSum } from '#domains/money/schemas.ts'
import { PAID_STATUSES } from '#domains/purchases/statuses.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { Count, Id, shownText, Timestamp } from '#shared/contract/fields.ts'

export const SaleStatus = z.enum(PAID_STATUSES).meta({
  id: 'SaleStatus',
  description:
    '`paid`. `refunding`, `refunded`: the money goes back, or has gone back. `disputed`: the bank of the buyer has asked for the money. `lost`: the bank has kept it',
  examples: ['paid'],
})

const title = shownText(REEL_LIMITS.titleCharacters).meta({
  description: 'As it was when it was sold',
  examples: ['Morning waves'],
})
const username = shownText(PROFILE_LIMITS.username).meta({ examples: ['lena.films'] })

export const Sale = z
  .strictObject({
    purchaseId: Id,
    reel: z.strictObject({ id: Id, title }),
    buyer: z.strictObject({ username }).nullable().meta({ description: 'null if the account was deleted' }),
    gross: ShownMoney.meta({
      description: 'What the buyer paid',
      examples: [{ amount: 499, currency: 'USD' }],
    }),
    fee: ShownMoney.meta({
      description: 'What the platform kept of it',
      examples: [{ amount: 75, currency: 'USD' }],
    }),
    net: ShownMoney.meta({
      description: 'The rest, when it was sold. `status` says what has become of it',
      examples: [{ amount: 424, currency: 'USD' }],
    }),
    status: SaleStatus,
    soldAt: Timestamp,
  })
  .meta({ id: 'Sale' })

export type Sale = z.infer<typeof Sale>

/** What was sold on one day, or of one reel, in one currency. */
export const SaleStatistics = z
  .strictObject({
    key: z.string().meta({
      description: 'The day of UTC, or the id of the reel',
      maxLength: 24,
      pattern: '^[0-9a-f-]*$',
      examples: ['2026-11-22'],
    }),
    currency: z.string().meta({ pattern: CURRENCY_PATTERN, maxLength: 3, examples: ['USD'] }),
    sales: Count.meta({ examples: [2] }),
    gross: ShownSum.meta({ description: 'What buyers paid, in minor units', examples: [998] }),
    refunded: ShownSum.meta({ description: 'What went back to them', examples: [0] }),
    disputed: ShownSum.meta({ description: 'What banks took back for them', examples: [0] }),
    fees: ShownSum.meta({ description: 'What the platform kept', examples: [150] }),
    net: ShownSum.meta({ description: 'What is left for the partner', examples: [848] }),
  })
  .meta({ id: 'SaleStatistics' })

export type SaleStatistics = z.infer<typeof SaleStatistics>

const money = (amount: number) => ShownMoney.meta({ examples: [{ amount, currency: 'USD' }] })

export const Receipt = z
  .strictObject({
    number: shownText(50).meta({
      description: 'The numbers of all receipts follow each other without a gap',
      examples: ['R-00000042'],
    }),
    issuedAt: Timestamp,
    seller: z.strictObject({
      brandName: shownText(PROFILE_LIMITS.brandName).meta({
        description: 'As it was when it was sold',
        examples: ['Dune Diaries'],
      }),
    }),
    buyer: z
      .strictObject({
        username,
        email: z
          .string()
          .nullable()
          .meta({
            format: 'email',
            maxLength: MAX_EMAIL,
            description: 'null for the partner',
            examples: ['ana@example.com'],
          }),
      })
      .nullable()
      .meta({ description: 'null if the account was deleted' }),
    lines: z.array(z.strictObject({ description: title, amount: money(499) })).meta({ maxItems: 10 }),
    total: money(499),
    tax: money(0).meta({ description: 'The part of the total that is tax' }),
    fee: money(75)
      .nullable()
      .meta({
        description: 'What the platform kept. null for the buyer',
        examples: [null],
      }),
    refunds: z
      .array(
        z.strictObject({
          amount: money(499),
          status: z.enum(['pending', 'succeeded']),
          at: Timestamp,
        }),
      )
      .meta({
        maxItems: 100,
        description: 'What has gone back to the buyer, or is about to',
        examples: [[]],
      }),
  })
  .meta({ id: 'Receipt' })

export type Receipt = z.infer<typeof Receipt>

export const ReceiptAnswer = z.strictObject({ receipt: Receipt })
