import * as z from 'zod'
import { PROFILE_LIMITS } from '#domains/accounts/limits.ts'
import { ShownMoney } from '#domains/money/schemas.ts'
import { REEL_LIMITS } from '#domains/reels/limits.ts'
import { TICKET_CHARACTERS } from '#domains/tickets/ticket.ts'
import { ShownLanguage } from '#domains/words/language.ts'
import { Count, Id, shownText, Timestamp, WebAddress } from '#shared/contract/fields.ts'

export const ReelStatus = z.enum(['uploading', 'scheduled', 'ready', 'failed']).meta({
  id: 'ReelStatus',
  description:
    '`uploading`: the video has not arrived yet. `scheduled`: the reel becomes public at its `publishAt`. `ready`: the reel is public. `failed`: the uploaded file cannot be shown, so upload another one',
  examples: ['ready'],
})

/** A video with the URLs that somebody may have. */
export const ShownVideo = z.strictObject({
  access: z.enum(['full', 'preview', 'none']).meta({
    description:
      'What the URLs play. `full`: the whole video. `preview`: its first seconds, at most 5 and at most a fifth. `none`: nothing yet, only the poster is there',
  }),
  url: WebAddress.nullable().meta({
    description:
      'The file as it was uploaded, or its preview. Range requests are supported. null if `access` is `none`',
  }),
  streamUrl: WebAddress.nullable().meta({
    description: 'Adaptive HLS manifest. null unless `access` is `full`',
  }),
  thumbnailUrl: WebAddress,
  expiresAt: Timestamp.meta({
    description: 'When the URLs end. Before that, `POST /reels/{reelId}/playback` gives new ones',
  }),
  durationSeconds: z.number(),
  width: Count,
  height: Count,
  sizeBytes: z.int().meta({ format: 'int64', minimum: 0 }),
})

export const Reel = z
  .strictObject({
    id: Id,
    status: ReelStatus,
    title: shownText(REEL_LIMITS.titleCharacters),
    description: shownText(REEL_LIMITS.descriptionCharacters),
    tags: z.array(shownText(REEL_LIMITS.tagCharacters)).meta({ maxItems: REEL_LIMITS.tags }),
    price: ShownMoney,
    sale: z
      .strictObject({
        forSale: z.boolean().meta({
          description:
            'false while its partner cannot be paid, the currency is not sold in, or the price is below its minimum',
        }),
        owned: z.boolean().meta({ description: 'You bought it and may play it in full' }),
      })
      .nullable()
      .meta({ description: 'null if the reel is free' }),
    video: ShownVideo.nullable().meta({ description: 'null until the reel is ready' }),
    partner: z.strictObject({ id: Id, brandName: shownText(PROFILE_LIMITS.brandName) }),
    counts: z.strictObject({
      likes: Count,
      saves: Count,
      views: Count.meta({ description: 'Counted within a minute. docs/views.md says what a view is' }),
      shares: Count,
    }),
    viewer: z
      .strictObject({
        liked: z.boolean(),
        saved: z.boolean(),
        following: z.boolean().meta({ description: 'You follow its partner' }),
      })
      .nullable()
      .meta({ description: 'null unless you are logged in as a user' }),
    view: z
      .strictObject({
        ticket: z.string().meta({
          description:
            'Signed. Says which reel was shown, when, where and to whom; the same for all who are not logged in',
          minLength: TICKET_CHARACTERS,
          maxLength: TICKET_CHARACTERS,
          pattern: '^[A-Za-z0-9_-]*$',
        }),
        heartbeatSeconds: Count.meta({ description: 'How often to send what was watched' }),
      })
      .nullable()
      .meta({
        description:
          'What `POST /views` takes with what was watched. null unless `video.access` is `full`: a preview is no view',
      }),
    publishAt: Timestamp.nullable().meta({
      description:
        'When the reel becomes public, if that lies ahead. Only its partner sees this; otherwise it is null',
    }),
    language: ShownLanguage,
    failure: z
      .strictObject({ code: shownText(100), detail: shownText(1_000) })
      .nullable()
      .meta({ description: 'Why the upload failed. Only its partner sees this; otherwise it is null' }),
    createdAt: Timestamp,
    updatedAt: Timestamp,
  })
  .meta({ id: 'Reel' })

export type Reel = z.infer<typeof Reel>
export type ShownVideo = z.infer<typeof ShownVideo>

export const ReelAnswer = z.strictObject({ reel: Reel })
