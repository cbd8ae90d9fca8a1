import * as z from 'zod'
import { CURRENCIES } from '#domains/money/currencies.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { Tag } from '#domains/reels/tag.ts'
import { text } from '#shared/contract/fields.ts'

const currencies = new Set(CURRENCIES)

const Money = z
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
