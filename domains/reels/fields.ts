import * as z from 'zod'
import { Money } from '#domains/money/schemas.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { Tag } from '#domains/reels/tag.ts'
import { Language } from '#domains/words/language.ts'
import { lines, text } from '#shared/contract/fields.ts'

/** What a partner says about a reel. */
export const reelFields = {
  title: text({ min: 1, max: REEL_LIMITS.titleCharacters }).meta({ examples: ['Morning waves'] }),
  description: lines({ max: REEL_LIMITS.descriptionCharacters }).meta({
    examples: ['Half a minute of the sea before anyone is up.'],
  }),
  tags: z
    .array(Tag)
    .max(REEL_LIMITS.tags, `has more than ${REEL_LIMITS.tags} entries`)
    .meta({ description: 'Stored in lower case and without repeats' })
    .transform(tags => [...new Set(tags)]),
  price: Money,
  language: Language,
}
