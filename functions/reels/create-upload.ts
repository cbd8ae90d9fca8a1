import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_BEGUN_UPLOAD } from '#domains/reels/example.ts'
import { NewUpload, Upload } from '#domains/reels/new-reel.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { allowForm } from '#domains/reels/upload-limits.ts'
import { beginUpload } from '#domains/reels/uploads.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const createUpload = defineEndpoint({
  method: 'POST',
  path: '/reels/uploads',
  summary: 'Create a reel and upload its video directly',
  description:
    'The answer has a form to post to ImageKit together with the file. Then `POST /reels/{reelId}/publish` makes the reel public. If that call never comes, for example because the browser was closed, the webhook of ImageKit publishes the reel.',
  auth: 'partner',
  body: NewUpload,
  success: {
    status: 201,
    body: z.strictObject({ reel: Reel, upload: Upload }),
    example: EXAMPLE_BEGUN_UPLOAD,
  },
  errors: ['VideoTooLarge', 'TooManyRequests', 'NotAuthenticated'],
  deploy: { permissions: ['media'] },

  async handle({ body, viewer, newId, setRateLimits, fail, orFail }) {
    const allowed = orFail(await allowForm(viewer, body.file.sizeBytes))
    setRateLimits(allowed.headers)
    const begun = orFail(await beginUpload(newId, viewer, body))
    const reel = await viewReel(begun.reel, viewer)
    return isRefusal(reel) ? fail('NotAuthenticated') : { reel, upload: begun.upload }
  },
})

export const handler = lambda(createUpload)
