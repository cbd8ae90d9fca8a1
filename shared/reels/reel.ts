import * as z from 'zod'
import { Id, Timestamp, text } from '#shared/http/fields.ts'
import { CURRENCIES } from '#shared/reels/currencies.ts'
import { REEL_LIMITS } from '#shared/reels/limits.ts'

const currencies = new Set(CURRENCIES)

export const Money = z
  .strictObject({
    amount: z
      .int('is not a whole number')
      .min(0, 'is negative')
      .max(REEL_LIMITS.priceAmount, `is over ${REEL_LIMITS.priceAmount}`)
      .meta({ description: 'Whole minor units, such as cents; 0 is free' }),
    currency: z
      .string()
      .refine(code => currencies.has(code), 'is not a currency code of ISO 4217 in capitals')
      .meta({ override: { type: 'string', pattern: '^[A-Z]{3}$' }, description: 'ISO 4217' }),
  })
  .meta({ id: 'Money', examples: [{ amount: 499, currency: 'USD' }] })

/** Letters of any script, digits and `_`; kept in lower case. */
export const Tag = z
  .string()
  .regex(/^[\p{L}\p{M}\p{N}_]+$/u, 'has other characters than letters, digits and _')
  .max(REEL_LIMITS.tagCharacters, `has more than ${REEL_LIMITS.tagCharacters} characters`)
  .transform(tag => tag.toLowerCase())

/** What a partner says about a reel. */
export const reelFields = {
  title: text({ min: 1, max: REEL_LIMITS.titleCharacters }),
  description: text({ max: REEL_LIMITS.descriptionCharacters }),
  tags: z
    .array(Tag)
    .max(REEL_LIMITS.tags, `has more than ${REEL_LIMITS.tags} entries`)
    .transform(tags => [...new Set(tags)])
    .meta({ description: 'Kept in lower case and without repeats', examples: [['ocean', 'calm']] }),
  price: Money,
}

export const ReelParams = z.strictObject({ reelId: Id })

export const ReelStatus = z.enum(['uploading', 'ready', 'failed']).meta({ id: 'ReelStatus' })

export const Reel = z
  .strictObject({
    id: Id,
    status: ReelStatus,
    title: z.string(),
    description: z.string(),
    tags: z.array(z.string()),
    price: z.strictObject({ amount: z.int(), currency: z.string() }),
    video: z
      .strictObject({
        url: z.url().meta({ description: 'The file as it was uploaded; answers ranges' }),
        thumbnailUrl: z.url(),
        streamUrl: z.url().meta({ description: 'Adaptive HLS manifest' }),
        durationSeconds: z.number(),
        width: z.int32(),
        height: z.int32(),
        sizeBytes: z.int(),
      })
      .nullable()
      .meta({ description: 'null until the reel is ready' }),
    partner: z.strictObject({ id: Id, brandName: z.string() }),
    counts: z.strictObject({ likes: z.int32(), saves: z.int32() }),
    viewer: z
      .strictObject({ liked: z.boolean(), saved: z.boolean() })
      .nullable()
      .meta({ description: 'null for whoever is not logged in as a user' }),
    failure: z
      .strictObject({ code: z.string(), detail: z.string() })
      .nullable()
      .meta({ description: 'Why the upload failed, for its partner only' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Reel' })

export type Reel = z.infer<typeof Reel>
