import * as z from 'zod/mini'
import { PASSWORD_LIMITS } from '#domains/accounts/limits.ts'
import { VIDEO_TYPES } from '#domains/media/video-types.ts'
import { CURRENCIES, CURRENCY_PATTERN, MAX_AMOUNT } from '#domains/money/currencies.ts'
import { MAX_BASE64_VIDEO_BYTES, REEL_LIMITS } from '#domains/reels/limits.ts'
import { PAGE_LIMIT, plainText } from '#shared/contract/shown.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambdaWithoutDatabase } from '#shared/http/lambda-without-database.ts'
import { publicConfig } from '#shared/runtime/public-config.ts'

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
      page: z.strictObject({ defaultLimit: limit(PAGE_LIMIT.default), maxLimit: limit(PAGE_LIMIT.max) }),
    }),
  },
  errors: [],

  async handle() {
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
        currencies: [...CURRENCIES],
      },
      password: { minCharacters: PASSWORD_LIMITS.minCharacters, maxBytes: PASSWORD_LIMITS.maxBytes },
      page: { defaultLimit: PAGE_LIMIT.default, maxLimit: PAGE_LIMIT.max },
    }
  },
})

export const handler = lambdaWithoutDatabase(getConfig)
