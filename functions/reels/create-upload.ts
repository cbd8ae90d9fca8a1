import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import { ReelModel } from '#domains/reels/model.ts'
import { NewUpload, newReelDocument, Upload } from '#domains/reels/new-reel.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { EXAMPLE_BEGUN_UPLOAD } from '#domains/reels/upload-example.ts'
import { startUpload, tooLarge } from '#domains/reels/uploads.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { config } from '#shared/runtime/config.ts'

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

  async handle({ body, viewer, newId, fail }) {
    const { maxVideoBytes } = config().media
    if (body.file.sizeBytes > maxVideoBytes) return fail('VideoTooLarge', { detail: tooLarge(maxVideoBytes) })
    const now = new Date()
    const uploadFolder = newUploadFolder(viewer.id, newId)
    const upload = await startUpload(uploadFolder, body.file.name, now)
    const described = newReelDocument(newId, viewer.id, body, now)
    const document = await ReelModel.create({ ...described, status: 'uploading', uploadFolder })
    const reel = await viewReel(document.toObject(), viewer)
    return reel ? { reel, upload } : fail('NotAuthenticated')
  },
})

export const handler = lambda(createUpload)
