import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { ShownMoney } from '#domains/money/schemas.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { Count, Id, shownText, Timestamp, WebAddress } from '#shared/contract/fields.ts'

export const ReelStatus = z.enum(['uploading', 'ready', 'failed']).meta({
  id: 'ReelStatus',
  description:
    '`uploading`: the video has not arrived yet. `ready`: the reel is public. `failed`: the uploaded file cannot be shown, so upload another one',
  examples: ['ready'],
})

export const Reel = z
  .strictObject({
    id: Id,
    status: ReelStatus,
    title: shownText(REEL_LIMITS.titleCharacters),
    description: shownText(REEL_LIMITS.descriptionCharacters),
    tags: z.array(shownText(REEL_LIMITS.tagCharacters)).meta({ maxItems: REEL_LIMITS.tags }),
    price: ShownMoney,
    video: z
      .strictObject({
        url: WebAddress.meta({ description: 'The file as it was uploaded. Range requests are supported' }),
        thumbnailUrl: WebAddress,
        streamUrl: WebAddress.meta({ description: 'Adaptive HLS manifest' }),
        durationSeconds: z.number(),
        width: Count,
        height: Count,
        sizeBytes: z.int().meta({ format: 'int64', minimum: 0 }),
      })
      .nullable()
      .meta({ description: 'null until the reel is ready' }),
    partner: z.strictObject({ id: Id, brandName: shownText(PROFILE_LIMITS.brandName) }),
    counts: z.strictObject({ likes: Count, saves: Count }),
    viewer: z
      .strictObject({ liked: z.boolean(), saved: z.boolean() })
      .nullable()
      .meta({ description: 'null unless you are logged in as a user' }),
    failure: z
      .strictObject({ code: shownText(100), detail: shownText(1_000) })
      .nullable()
      .meta({ description: 'Why the upload failed. Only its partner sees this; otherwise it is null' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Reel' })

export type Reel = z.infer<typeof Reel>

export const ReelAnswer = z.strictObject({ reel: Reel })
