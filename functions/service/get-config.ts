import * as z from 'zod/mini'
import { PASSWORD_LIMITS } from '#domains/accounts/limits.ts'
import { MAX_FOLLOWED } from '#domains/follows/limits.ts'
import { LIMITS } from '#domains/limits/limits.ts'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'
import { CURRENCIES, CURRENCY_PATTERN, MAX_AMOUNT } from '#domains/money/currencies.ts'
import { currenciesSoldIn } from '#domains/money/selling.ts'
import { PREVIEW_SECONDS } from '#domains/previews/limits.ts'
import { REFUND_DAYS } from '#domains/purchases/refund-days.ts'
import { MAX_BASE64_VIDEO_BYTES, PUBLISH_AHEAD, REEL_LIMITS } from '#domains/reels/limits.ts'
import {
  type ActivityKind,
  HALF_LIFE_HOURS,
  MINIMUM_ACCOUNT_AGE_HOURS,
  MINIMUM_ACCOUNTS,
  TREND_DAYS,
  WEIGHTS,
} from '#domains/trends/weights.ts'
import { PAGE_LIMIT, plainText } from '#shared/contract/shown.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'
import type { Limit as LimitOfThisApi } from '#shared/runtime/limits/limit.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

const PUBLISH_AHEAD_SECONDS = { min: PUBLISH_AHEAD.min / 1_000, max: PUBLISH_AHEAD.max / 1_000 }

const limit = (example: number) =>
  z.int32().check(z.positive(), z.meta({ format: 'int32', examples: [example] }))
const bytes = (example: number) =>
  z.int().check(z.positive(), z.meta({ format: 'int64', examples: [example] }))
const currency = z
  .strictObject({
    code: z.string().check(z.meta({ pattern: CURRENCY_PATTERN, maxLength: 3 })),
    minorDigits: z.int32().check(z.meta({ format: 'int32', minimum: 0, maximum: 3 })),
  })
  .check(
    z.meta({
      id: 'Currency',
      description:
        'A currency of ISO 4217. `minorDigits` is how many digits of an amount are decimal places: with 2, 499 is 4.99',
      examples: [{ code: 'USD', minorDigits: 2 }],
    }),
  )

const SHOWN_LIMITS = Object.values<LimitOfThisApi>(LIMITS).map(shown => ({ growsTo: null, ...shown }))

/** What the RateLimit headers and 429 count. */
const Limit = z.strictObject({
  name: plainText(50).check(z.meta({ description: 'As in the RateLimit headers', examples: ['login'] })),
  quota: bytes(LIMITS.loginFromAddress.quota),
  counts: z.enum(['requests', 'failures', 'bytes', 'forms']).check(
    z.meta({
      description:
        'What uses up the quota: `failures` are requests that do not succeed, and `forms` those for direct uploads that nothing was published from',
      examples: ['failures'],
    }),
  ),
  seconds: limit(LIMITS.loginFromAddress.seconds),
  per: z.enum(['address', 'account', 'account and address', 'account and device', 'email']).check(
    z.meta({
      description: 'Whom it is counted for. An address is an IPv4 address, or the /64 of an IPv6 address',
      examples: ['account and address'],
    }),
  ),
  growsTo: z.nullable(limit(LIMITS.loginInARow.growsTo)).check(
    z.meta({
      description:
        'Seconds. If it is not null, the quota is for failures in a row, and each further one doubles the wait from `seconds` to this',
    }),
  ),
})

/** What can be sold, and on which terms. */
const Payments = z.strictObject({
  enabled: z.boolean().check(
    z.meta({
      description: 'If it is false, prices are shown, but nothing can be bought on this stage',
      examples: [true],
    }),
  ),
  currencies: z
    .array(
      z.strictObject({
        code: z.string().check(z.meta({ pattern: CURRENCY_PATTERN, maxLength: 3 })),
        minimum: z
          .int32()
          .check(
            z.positive(),
            z.meta({ format: 'int32', description: 'The smallest price that is sold, in minor units' }),
          ),
      }),
    )
    .check(
      z.meta({
        maxItems: 200,
        description: 'What is sold in. A price in another currency is only shown',
        examples: [
          [
            { code: 'EUR', minimum: 50 },
            { code: 'JPY', minimum: 50 },
          ],
        ],
      }),
    ),
  feePercent: z
    .number()
    .check(
      z.minimum(0),
      z.maximum(100),
      z.meta({ description: 'The part of a price that the platform keeps', examples: [15] }),
    ),
  previewSeconds: z.int32().check(
    z.positive(),
    z.meta({
      format: 'int32',
      description: 'What anybody can watch of a reel with a price, if it is not more than a fifth of it',
      examples: [PREVIEW_SECONDS],
    }),
  ),
  refundDays: z.int32().check(
    z.positive(),
    z.meta({
      format: 'int32',
      description: 'For how many days a buyer can ask for a refund, if less than half was watched',
      examples: [REFUND_DAYS.buyer],
    }),
  ),
  termsVersion: plainText(50).check(
    z.meta({ description: 'Of the terms that a buyer agrees to', examples: ['2026-11'] }),
  ),
  payoutCountries: z.array(z.string().check(z.meta({ pattern: '^[A-Z]{2}$', maxLength: 2 }))).check(
    z.meta({
      maxItems: 250,
      description: 'ISO 3166-1 alpha-2: the countries in which partners can be paid',
      examples: [['US']],
    }),
  ),
})

const weight = (kind: ActivityKind) => z.number().check(z.positive(), z.meta({ examples: [WEIGHTS[kind]] }))

/** How `GET /feeds/trending` is sorted. */
const Trending = z
  .strictObject({
    weights: z.strictObject({
      view: weight('view'),
      like: weight('like'),
      save: weight('save'),
      share: weight('share'),
    }),
    halfLifeHours: limit(HALF_LIFE_HOURS),
    minimumAccounts: limit(MINIMUM_ACCOUNTS),
    minimumAccountAgeHours: limit(MINIMUM_ACCOUNT_AGE_HOURS),
    days: limit(TREND_DAYS),
  })
  .check(
    z.meta({
      description:
        'How reels trend. Each kind of activity counts once for an account and a reel, with its weight, and half of it after each half-life. A reel needs activity of `minimumAccounts` accounts that were `minimumAccountAgeHours` old, and leaves the list after `days` without any',
    }),
  )

export const getConfig = defineEndpoint({
  method: 'GET',
  path: '/config',
  summary: 'Limits and currencies',
  description: 'Use them in forms, to show what the API would refuse before the form is sent.',
  auth: 'public',
  withoutDatabase: true,
  success: {
    status: 200,
    cacheControl: 'public, max-age=300',
    body: z.strictObject({
      video: z.strictObject({
        maxBase64Bytes: bytes(MAX_BASE64_VIDEO_BYTES),
        maxDirectBytes: bytes(100 * 1024 * 1024),
        acceptedTypes: z
          .array(plainText(50))
          .check(z.meta({ maxItems: 10, examples: [Object.keys(VIDEO_TYPES)] })),
      }),
      reel: z.strictObject({
        maxTitleCharacters: limit(REEL_LIMITS.titleCharacters),
        maxDescriptionCharacters: limit(REEL_LIMITS.descriptionCharacters),
        maxTags: limit(REEL_LIMITS.tags),
        maxTagCharacters: limit(REEL_LIMITS.tagCharacters),
        maxPriceAmount: limit(MAX_AMOUNT),
        publishAhead: z
          .strictObject({
            minSeconds: limit(PUBLISH_AHEAD_SECONDS.min),
            maxSeconds: limit(PUBLISH_AHEAD_SECONDS.max),
          })
          .check(z.meta({ description: 'How far ahead `publishAt` can be' })),
        currencies: z.array(currency).check(
          z.meta({
            maxItems: 200,
            examples: [
              [
                { code: 'EUR', minorDigits: 2 },
                { code: 'JPY', minorDigits: 0 },
              ],
            ],
          }),
        ),
      }),
      password: z.strictObject({
        minCharacters: limit(PASSWORD_LIMITS.minCharacters),
        maxBytes: limit(PASSWORD_LIMITS.maxBytes),
      }),
      follows: z.strictObject({ maxPartners: limit(MAX_FOLLOWED) }),
      payments: Payments,
      trending: Trending,
      limits: z.array(Limit).check(z.meta({ maxItems: 100, examples: [SHOWN_LIMITS] })),
      page: z.strictObject({ defaultLimit: limit(PAGE_LIMIT.default), maxLimit: limit(PAGE_LIMIT.max) }),
    }),
  },
  errors: [],

  async handle() {
    const { enabled, feePercent, termsVersion, payoutCountries } = publicConfig().payments
    return {
      video: {
        maxBase64Bytes: MAX_BASE64_VIDEO_BYTES,
        maxDirectBytes: publicConfig().maxVideoBytes,
        acceptedTypes: Object.keys(VIDEO_TYPES),
      },
      reel: {
        maxTitleCharacters: REEL_LIMITS.titleCharacters,
        maxDescriptionCharacters: REEL_LIMITS.descriptionCharacters,
        maxTags: REEL_LIMITS.tags,
        maxTagCharacters: REEL_LIMITS.tagCharacters,
        maxPriceAmount: MAX_AMOUNT,
        publishAhead: { minSeconds: PUBLISH_AHEAD_SECONDS.min, maxSeconds: PUBLISH_AHEAD_SECONDS.max },
        currencies: [...CURRENCIES],
      },
      password: { minCharacters: PASSWORD_LIMITS.minCharacters, maxBytes: PASSWORD_LIMITS.maxBytes },
      follows: { maxPartners: MAX_FOLLOWED },
      payments: {
        enabled,
        currencies: currenciesSoldIn(),
        feePercent,
        previewSeconds: PREVIEW_SECONDS,
        refundDays: REFUND_DAYS.buyer,
        termsVersion,
        payoutCountries,
      },
      trending: {
        weights: WEIGHTS,
        halfLifeHours: HALF_LIFE_HOURS,
        minimumAccounts: MINIMUM_ACCOUNTS,
        minimumAccountAgeHours: MINIMUM_ACCOUNT_AGE_HOURS,
        days: TREND_DAYS,
      },
      limits: SHOWN_LIMITS,
      page: { defaultLimit: PAGE_LIMIT.default, maxLimit: PAGE_LIMIT.max },
    }
  },
})

export const handler = lambdaWithoutDatabase(getConfig)
