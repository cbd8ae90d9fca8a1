import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_OWN_REEL } from '#domains/reels/example.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { publishFile } from '#domains/reels/publishing.ts'
import { ReelAnswer } from '#domains/reels/schemas.ts'
import { findOwnReel } from '#domains/reels/stored-reels.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const FileId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not a fileId of ImageKit')
  .meta({
    description: 'From the answer of ImageKit to the upload',
    maxLength: 64,
    examples: ['6750a2c4e375273f6091e0b2'],
  })

export const publishReel = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/publish',
  summary: 'Publish a reel whose video was uploaded directly',
  description:
    'Takes the `fileId` from the answer of ImageKit to the upload. Publishing again with the same `fileId` also succeeds.',
  auth: 'partner',
  params: ReelParams,
  body: z.strictObject({ fileId: FileId }),
  success: { status: 200, body: ReelAnswer, example: { reel: EXAMPLE_OWN_REEL } },
  errors: ['ReelNotFound', 'NotYourReel', 'AlreadyPublished', 'UploadRejected', 'MediaUnavailable'],
  deploy: { permissions: ['media'] },

  async handle({ params, body, viewer, orFail }) {
    const found = orFail(await findOwnReel(params.reelId, viewer))
    const published = orFail(await publishFile(found, body.fileId))
    return { reel: orFail(await viewReel(published, viewer)) }
  },
})

export const handler = lambda(publishReel)
