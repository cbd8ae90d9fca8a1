import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_BEGUN_UPLOAD } from '#domains/reels/example.ts'
import { Upload, UploadFile } from '#domains/reels/new-reel.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { findOwnReel } from '#domains/reels/stored-reels.ts'
import { allowForm } from '#domains/reels/upload-limits.ts'
import { renewUpload as renewUploadOf } from '#domains/reels/uploads.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

export const renewUpload = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/uploads',
  summary: 'Start the upload of a reel again',
  description:
    'For a reel whose upload was interrupted or has failed. Whatever was uploaded for it before is deleted.',
  auth: 'partner',
  params: ReelParams,
  body: z.strictObject({ file: UploadFile }),
  success: {
    status: 201,
    body: z.strictObject({ reel: Reel, upload: Upload }),
    example: EXAMPLE_BEGUN_UPLOAD,
  },
  errors: ['ReelNotFound', 'NotYourReel', 'AlreadyPublished', 'VideoTooLarge', 'TooManyRequests'],
  deploy: { share: 'rare', permissions: ['media'] },

  async handle({ params, body, viewer, setRateLimits, orFail }) {
    const before = orFail(await findOwnReel(params.reelId, viewer))
    const allowed = orFail(await allowForm(viewer, body.file.sizeBytes))
    setRateLimits(allowed.headers)
    const { reel, upload } = orFail(await renewUploadOf(before, viewer, body.file))
    return { reel: orFail(await viewReel(reel, viewer)), upload }
  },
})

export const handler = lambda(renewUpload)
