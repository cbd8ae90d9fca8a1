import * as z from 'zod'
import { Count, Id, shownText, Timestamp, text, WebAddress } from '#shared/http/fields.ts'
import { CURRENCIES } from '#shared/reels/currencies.ts'
import { REEL_LIMITS } from '#shared/reels/limits.ts'

const currencies = new Set(CURRENCIES)

export const Money = z
  .strictObject({
    amount: z
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(REEL_LIMITS.priceAmount, `is over ${REEL_LIMITS.priceAmount}`)
      .meta({ description: 'Whole minor units, such as cents; 0 is free', format: 'int32' }),
    currency: z
      .string()
      .refine(code => currencies.has(code), 'is not a currency code of ISO 4217 in capitals')
      .meta({
        override: { type: 'string', pattern: '^[A-Z]{3}$', minLength: 3, maxLength: 3 },
        description: 'ISO 4217',
      }),
  })
  .meta({ id: 'Money', examples: [{ amount: 499, currency: 'USD' }] })

/** Letters of any script, digits and `_`; kept in lower case. */
export const Tag = z
  .string()
  .regex(/^[\p{L}\p{M}\p{N}_]+$/u, 'has other characters than letters, digits and _')
  .max(REEL_LIMITS.tagCharacters, `has more than ${REEL_LIMITS.tagCharacters} characters`)
  // As readers without Unicode properties can check it: of ASCII only letters, digits and `_`.
  .meta({ pattern: '^[^\\u0000-/:-@\\[-^`{-\\u007f]+$', examples: ['ocean'] })
  .transform(tag => tag.toLowerCase())

/** What a partner says about a reel. */
export const reelFields = {
  title: text({ min: 1, max: REEL_LIMITS.titleCharacters }).meta({ examples: ['Morning waves'] }),
  description: text({ max: REEL_LIMITS.descriptionCharacters }).meta({
    examples: ['Half a minute of the sea before anyone is up.'],
  }),
  tags: z
    .array(Tag)
    .max(REEL_LIMITS.tags, `has more than ${REEL_LIMITS.tags} entries`)
    .meta({ description: 'Kept in lower case and without repeats' })
    .transform(tags => [...new Set(tags)]),
  price: Money,
}

export const ReelParams = z.strictObject({ reelId: Id })

export const ReelStatus = z.enum(['uploading', 'ready', 'failed']).meta({
  id: 'ReelStatus',
  description:
    '`uploading`: its video has not arrived. `ready`: public. `failed`: what arrived cannot be shown; upload again',
  examples: ['ready'],
})

const price = z.strictObject({
  amount: z.int().meta({ format: 'int32', minimum: 0, maximum: REEL_LIMITS.priceAmount }),
  currency: z.string().meta({ pattern: '^[A-Z]{3}$', maxLength: 3 }),
})

export const Reel = z
  .strictObject({
    id: Id,
    status: ReelStatus,
    title: shownText(REEL_LIMITS.titleCharacters),
    description: shownText(REEL_LIMITS.descriptionCharacters),
    tags: z.array(shownText(REEL_LIMITS.tagCharacters)).meta({ maxItems: REEL_LIMITS.tags }),
    price,
    video: z
      .strictObject({
        url: WebAddress.meta({ description: 'The file as it was uploaded; answers ranges' }),
        thumbnailUrl: WebAddress,
        streamUrl: WebAddress.meta({ description: 'Adaptive HLS manifest' }),
        durationSeconds: z.number(),
        width: Count,
        height: Count,
        sizeBytes: z.int().meta({ format: 'int64', minimum: 0 }),
      })
      .nullable()
      .meta({ description: 'null until the reel is ready' }),
    partner: z.strictObject({ id: Id, brandName: shownText(80) }),
    counts: z.strictObject({ likes: Count, saves: Count }),
    viewer: z
      .strictObject({ liked: z.boolean(), saved: z.boolean() })
      .nullable()
      .meta({ description: 'null for whoever is not logged in as a user' }),
    failure: z
      .strictObject({ code: shownText(100), detail: shownText(1_000) })
      .nullable()
      .meta({ description: 'Why the upload failed, for its partner only; else null' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Reel' })

export type Reel = z.infer<typeof Reel>
