import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { findOwnReel } from '#domains/reels/own-reel.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { publishFile } from '#domains/reels/publishing.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { isRefusal } from '#shared/contract/refusal.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'

const FileId = z
  .string()
  .regex(/^[A-Za-z0-9_-]{1,64}$/, 'is not a fileId of ImageKit')
  .meta({
    description: 'What ImageKit answered the upload with',
    maxLength: 64,
    examples: ['6750a2c4e375273f6091e0b2'],
  })

export const publishReel = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/publish',
  summary: 'Publish a reel whose video was uploaded directly',
  description: 'Takes the `fileId` that ImageKit answered. Publishing again with the same one is a success.',
  auth: 'partner',
  params: ReelParams,
  body: z.strictObject({ fileId: FileId }),
  success: { status: 200, body: z.strictObject({ reel: Reel }), example: { reel: EXAMPLE_REEL } },
  errors: ['ReelNotFound', 'NotYourReel', 'AlreadyPublished', 'UploadRejected', 'MediaUnavailable'],
  deploy: { permissions: ['media'] },

  async handle({ params, body, viewer, fail }) {
    const found = await findOwnReel(params.reelId, viewer)
    if (isRefusal(found)) return fail(found)
    const published = await publishFile(found, body.fileId)
    if (isRefusal(published)) return fail(published)
    const reel = await viewReel(published, viewer)
    return reel ? { reel } : fail('ReelNotFound')
  },
})

export const handler = lambda(publishReel)
