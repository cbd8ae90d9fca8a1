import * as z from 'zod'
import { viewReel } from '#domains/feed/view.ts'
import { type MediaFile, uploadVideo } from '#domains/media/files.ts'
import { forgetDeletion, scheduleDeletion } from '#domains/media/pending-files.ts'
import { base64Of, decodedBytes, videoExtension } from '#domains/media/video-file.ts'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import { MAX_BASE64_VIDEO_BYTES } from '#domains/reels/limits.ts'
import { publication, type ReelDocument, ReelModel } from '#domains/reels/model.ts'
import { NewReel, newReelDocument } from '#domains/reels/new-reel.ts'
import { countReadyReels, storedVideo } from '#domains/reels/publishing.ts'
import { Reel } from '#domains/reels/schemas.ts'
import { defineEndpoint } from '#shared/http/endpoint.ts'
import { idempotency } from '#shared/http/idempotency.ts'
import { lambda } from '#shared/http/lambda.ts'

// Longer than any request runs: until then the folder may be becoming a reel's.
const ABANDONED_MILLISECONDS = 10 * 60 * 1_000

export const createReel = defineEndpoint({
  method: 'POST',
  path: '/reels',
  summary: 'Publish a reel with a Base64 video',
  description:
    'For videos of up to 4 MiB; larger ones go straight to the media service: `POST /reels/uploads`.',
  auth: 'partner',
  body: NewReel,
  success: { status: 201, body: z.strictObject({ reel: Reel }), example: { reel: EXAMPLE_REEL } },
  errors: ['NotAuthenticated', 'VideoTooLarge', 'UnsupportedVideo', 'MediaUnavailable'],
  idempotent: idempotency,
  deploy: { memoryMegabytes: 1024 },

  async handle({ body, viewer, newId, fail }) {
    const base64 = base64Of(body.video.base64) ?? ''
    if (decodedBytes(base64) > MAX_BASE64_VIDEO_BYTES) {
      const detail = `A Base64 video may have ${MAX_BASE64_VIDEO_BYTES} bytes; send larger ones by POST /reels/uploads.`
      return fail('VideoTooLarge', { detail })
    }
    const bytes = Buffer.from(base64, 'base64')
    const extension = await videoExtension(bytes)
    // [32 bytes] The name and the claimed type of a file do not count.
    if (!extension) return fail('UnsupportedVideo')

    // The same key once before: the answer was lost after the reel was made.
    const made = await ReelModel.findOne({ _id: newId, partner: viewer.id }).lean<ReelDocument>()
    const document = made ?? (await makeReel(body, viewer.id, newId, bytes, extension))
    if (!document) return fail('UnsupportedVideo', { detail: 'The file cannot be read as a video.' })
    const reel = await viewReel(document, viewer)
    // The account was deleted meanwhile; the reel goes with it.
    return reel ? { reel } : fail('NotAuthenticated')
  },
})

export const handler = lambda(createReel)

async function makeReel(
  body: z.infer<typeof NewReel>,
  partnerId: string,
  reelId: string,
  bytes: Uint8Array<ArrayBuffer>,
  extension: string,
): Promise<ReelDocument | null> {
  const folder = newUploadFolder(partnerId, reelId)
  // [37 noted] This is noted first: after a failure there may be no database to note it in.
  await scheduleDeletion(folder, new Date(Date.now() + ABANDONED_MILLISECONDS))
  const file: MediaFile = await uploadVideo(bytes, folder, `video.${extension}`)
  const video = storedVideo(file)
  if (!video) {
    await scheduleDeletion(folder, new Date(), file.fileId)
    return null
  }
  const now = new Date()
  const described = newReelDocument(reelId, partnerId, body, now)
  const reel = await ReelModel.create({ ...described, ...publication(described, video, now) })
  await Promise.all([forgetDeletion(folder), countReadyReels(reel, 1)])
  return reel.toObject()
}
