import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { Id, shownText, text } from '#shared/contract/fields.ts'

const LONGEST = 100

/** What somebody types to find something. */
export const Query = text({ min: 1, max: LONGEST }).meta({
  description: 'What is looked for. The last word may be unfinished',
  examples: ['morning wav'],
})

const suggested = shownText(LONGEST + PROFILE_LIMITS.brandName)

export const Suggestion = z
  .discriminatedUnion('kind', [
    z.strictObject({
      kind: z.literal('word'),
      text: suggested.meta({ description: 'What was typed, with its last word finished' }),
    }),
    z.strictObject({ kind: z.literal('tag'), text: suggested.meta({ description: 'The tag, without `#`' }) }),
    z.strictObject({
      kind: z.literal('partner'),
      text: suggested.meta({ description: 'The brand' }),
      id: Id,
    }),
  ])
  .meta({ id: 'Suggestion' })
export type Suggestion = z.infer<typeof Suggestion>
