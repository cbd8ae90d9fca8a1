import * as z from 'zod'
import { playReel as playReelFor } from '#domains/feed/playing.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { MAX_VIDEO_SECONDS } from '#domains/reels/limits.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { ShownVideo } from '#domains/reels/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const playReel = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/playback',
  summary: 'Renew the addresses of a video',
  description:
    'A player calls this before `video.expiresAt`, and plays on from the same second. It is never refused for lack of a purchase: then the answer has the preview. If a refund or a dispute has taken the right away, so does the answer.',
  auth: 'optional',
  params: ReelParams,
  body: z.strictObject({
    watchedSeconds: z
      .number()
      .min(0, 'is negative')
      .max(MAX_VIDEO_SECONDS, `is over ${MAX_VIDEO_SECONDS}`)
      .optional()
      .meta({ description: 'How much of the video was watched so far', examples: [12.5] }),
  }),
  success: {
    status: 200,
    body: z.strictObject({ video: ShownVideo }),
    ...(EXAMPLE_REEL.video && { example: { video: EXAMPLE_REEL.video } }),
  },
  errors: ['ReelNotFound'],
  deploy: { share: 'busy', permissions: ['signing'] },

  async handle({ params, body, viewer, orFail }) {
    return { video: orFail(await playReelFor(params.reelId, viewer, body.watchedSeconds)) }
  },
})

export const handler = lambda(playReel)
