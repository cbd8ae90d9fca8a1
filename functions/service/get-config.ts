import * as z from 'zod'
import { PASSWORD_LIMITS } from '#shared/accounts/password-limits.ts'
import { config } from '#shared/config.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { PAGE_LIMIT } from '#shared/http/fields.ts'
import { lambda } from '#shared/http/lambda.ts'
import { VIDEO_TYPES } from '#shared/media/video-types.ts'
import { CURRENCIES } from '#shared/reels/currencies.ts'
import { MAX_BASE64_VIDEO_BYTES, REEL_LIMITS } from '#shared/reels/limits.ts'

const Limit = z.int().positive()

export const getConfig = defineEndpoint({
  method: 'GET',
  path: '/config',
  summary: 'The limits that a client should check before it sends',
  auth: 'public',
  withoutDatabase: true,
  success: {
    status: 200,
    cacheControl: 'public, max-age=300',
    body: z.strictObject({
      video: z.strictObject({
        maxBase64Bytes: Limit,
        maxDirectBytes: Limit,
        acceptedTypes: z.array(z.string()),
      }),
      reel: z.strictObject({
        maxTitleCharacters: Limit,
        maxDescriptionCharacters: Limit,
        maxTags: Limit,
        maxTagCharacters: Limit,
        maxPriceAmount: Limit,
        currencies: z.array(z.string()),
      }),
      password: z.strictObject({ minCharacters: Limit, maxBytes: Limit }),
      page: z.strictObject({ defaultLimit: Limit, maxLimit: Limit }),
    }),
  },
  errors: [],

  async handle() {
    return {
      video: {
        maxBase64Bytes: MAX_BASE64_VIDEO_BYTES,
        maxDirectBytes: config().media.maxVideoBytes,
        acceptedTypes: Object.keys(VIDEO_TYPES),
      },
      reel: {
        maxTitleCharacters: REEL_LIMITS.titleCharacters,
        maxDescriptionCharacters: REEL_LIMITS.descriptionCharacters,
        maxTags: REEL_LIMITS.tags,
        maxTagCharacters: REEL_LIMITS.tagCharacters,
        maxPriceAmount: REEL_LIMITS.priceAmount,
        currencies: CURRENCIES,
      },
      password: { minCharacters: PASSWORD_LIMITS.minCharacters, maxBytes: PASSWORD_LIMITS.maxBytes },
      page: { defaultLimit: PAGE_LIMIT.default, maxLimit: PAGE_LIMIT.max },
    }
  },
})

export const handler = lambda(getConfig)
