import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_OWN_REEL } from '#domains/reels/example.ts'
import { MAX_REEL_BODY_BYTES } from '#domains/reels/limits.ts'
import { NewReel } from '#domains/reels/new-reel.ts'
import { publishVideo } from '#domains/reels/publishing.ts'
import { ReelAnswer } from '#domains/reels/schemas.ts'
import { allowBytes } from '#domains/reels/upload-limits.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { idempotency } from '#shared/http/idempotency.ts'
import { lambda } from '#shared/http/lambda.ts'

export const createReel = defineEndpoint({
  method: 'POST',
  path: '/reels',
  summary: 'Publish a reel with a Base64 video',
  description:
    'For videos of up to 4 MiB. Upload larger videos directly to the media service with `POST /reels/uploads`.',
  auth: 'partner',
  body: NewReel,
  success: { status: 201, body: ReelAnswer, example: { reel: EXAMPLE_OWN_REEL } },
  errors: ['NotAuthenticated', 'VideoTooLarge', 'UnsupportedVideo', 'TooManyRequests', 'MediaUnavailable'],
  idempotent: idempotency,
  maxBodyBytes: MAX_REEL_BODY_BYTES,
  deploy: { memoryMegabytes: 1024, permissions: ['media'] },

  async handle({ body, viewer, newId, setRateLimits, fail, orFail }) {
    const allowed = orFail(await allowBytes(viewer, body.video.base64.sizeBytes))
    setRateLimits(allowed.headers)
    const published = orFail(await publishVideo(newId, viewer, body))
    const reel = await viewReel(published, viewer)
    // If the account was deleted meanwhile, the reel goes with it.
    return isRefusal(reel) ? fail('NotAuthenticated') : { reel }
  },
})

export const handler = lambda(createReel)
