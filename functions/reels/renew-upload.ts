import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import { type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import { Upload, UploadFile } from '#domains/reels/new-reel.ts'
import { findOwnReel } from '#domains/reels/own-reel.ts'
import { ReelParams } from '#domains/reels/params.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { EXAMPLE_BEGUN_UPLOAD } from '#domains/reels/upload-example.ts'
import { discardUpload, startUpload, tooLarge } from '#domains/reels/uploads.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { lambda } from '#shared/http/lambda.ts'
import { config } from '#shared/runtime/config.ts'

export const renewUpload = defineEndpoint({
  method: 'POST',
  path: '/reels/{reelId}/uploads',
  summary: 'Begin the upload of a reel anew',
  description:
    'For a reel that is still uploading or has failed. What was uploaded for it before is deleted.',
  auth: 'partner',
  params: ReelParams,
  body: z.strictObject({ file: UploadFile }),
  success: {
    status: 201,
    body: z.strictObject({ reel: Reel, upload: Upload }),
    example: EXAMPLE_BEGUN_UPLOAD,
  },
  errors: ['ReelNotFound', 'NotYourReel', 'AlreadyPublished', 'VideoTooLarge'],
  deploy: { share: 'rare' },

  async handle({ params, body, viewer, fail }) {
    const { maxVideoBytes } = config().media
    if (body.file.sizeBytes > maxVideoBytes) return fail('VideoTooLarge', { detail: tooLarge(maxVideoBytes) })
    const before = await findOwnReel(params.reelId, viewer, fail)
    if (before.status === 'ready') return fail('AlreadyPublished')
    const now = new Date()
    const uploadFolder = newUploadFolder(viewer.id, params.reelId)
    const upload = await startUpload(uploadFolder, body.file.name, now)
    const renewed = await ReelModel.findOneAndUpdate(
      { _id: before._id, status: before.status, uploadFolder: before.uploadFolder },
      { $set: { status: 'uploading', uploadFolder, failure: null, updatedAt: now } },
      { returnDocument: 'after' },
    ).lean<ReelDocument>()
    // Another request was first: it published the reel, renewed its upload, or deleted it.
    if (!renewed)
      return fail('AlreadyPublished', { detail: 'The upload was changed at the same time; look again.' })
    if (before.uploadFolder) await discardUpload(before.uploadFolder)
    const reel = await viewReel(renewed, viewer)
    return reel ? { reel, upload } : fail('ReelNotFound')
  },
})

export const handler = lambda(renewUpload)
