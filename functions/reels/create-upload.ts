import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_BEGUN_UPLOAD } from '#domains/reels/example.ts'
import { NewUpload, Upload } from '#domains/reels/new-reel.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { beginUpload } from '#domains/reels/uploads.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const createUpload = defineEndpoint({
  method: 'POST',
  path: '/reels/uploads',
  summary: 'Begin a reel whose video goes straight to the media service',
  description:
    'Answers with a form to post to ImageKit. Then `POST /reels/{reelId}/publish` makes the reel public; if the browser is gone by then, the webhook does.',
  auth: 'partner',
  body: NewUpload,
  success: {
    status: 201,
    body: z.strictObject({ reel: Reel, upload: Upload }),
    example: EXAMPLE_BEGUN_UPLOAD,
  },
  errors: ['VideoTooLarge', 'NotAuthenticated'],
  deploy: { permissions: ['media'] },

  async handle({ body, viewer, newId, fail, orFail }) {
    const begun = orFail(await beginUpload(newId, viewer, body))
    const reel = await viewReel(begun.reel, viewer)
    return isRefusal(reel) ? fail('NotAuthenticated') : { reel, upload: begun.upload }
  },
})

export const handler = lambda(createUpload)
