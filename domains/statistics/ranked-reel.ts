import * as z from 'zod'
import { EXAMPLE_POSTER_URL } from '#domains/reels/example.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { figures } from '#domains/statistics/schemas.ts'
import { Id, shownText, WebAddress } from '#shared/contract/fields.ts'

export const REEL_SORTS = ['views', 'watchSeconds', 'likes', 'sales'] as const

export const RankedReel = z
  .strictObject({
    reel: z.strictObject({
      id: Id,
      title: shownText(REEL_LIMITS.titleCharacters).meta({ examples: ['Morning waves'] }),
      thumbnailUrl: WebAddress.meta({ examples: [EXAMPLE_POSTER_URL] }),
    }),
    ...figures,
  })
  .meta({ id: 'RankedReel' })
export type RankedReel = z.infer<typeof RankedReel>
