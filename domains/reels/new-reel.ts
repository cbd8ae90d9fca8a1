import mongoose from 'mongoose'
import * as z from 'zod'
import { EXAMPLE_VIDEO } from '#domains/media/example-video.ts'
import { base64Of, decodedBytes } from '#domains/media/video-file.ts'
import { reelFields } from '#domains/reels/fields.ts'
import { PublishAt } from '#domains/reels/scheduling.ts'
import { shownText, Timestamp, text, WebAddress } from '#shared/contract/fields.ts'

const describedReel = {
  title: reelFields.title,
  description: reelFields.description.optional(),
  tags: reelFields.tags.optional(),
  price: reelFields.price,
  publishAt: PublishAt.optional(),
  language: reelFields.language
    .optional()
    .meta({ description: "BCP 47. That of the partner's account if left out" }),
}

export const NewReel = z
  .strictObject({
    ...describedReel,
    video: z.strictObject({
      base64: z
        .string()
        .meta({
          description:
            'The file in Base64 or as a data URI, at most 4 MiB after decoding. The example is a complete WebM video of one second.',
          format: 'byte',
          examples: [EXAMPLE_VIDEO],
        })
        .transform((value, context) => {
          const base64 = base64Of(value)
          if (base64 !== null) return { base64, sizeBytes: decodedBytes(base64) }
          context.addIssue('is not Base64, bare or as a data URI')
          return z.NEVER
        }),
    }),
  })
  .meta({ id: 'NewReel' })
export type NewReel = z.infer<typeof NewReel>

export const UploadFile = z
  .strictObject({
    name: text({ min: 1, max: 255 }).meta({ examples: ['morning-waves.mp4'] }),
    sizeBytes: z
      .int('is not a whole number')
      .positive('is not positive')
      .meta({ format: 'int64', examples: [8_912_345] }),
    mimeType: text({ max: 100 }).meta({
      description: 'The media type that the client assumes. The API checks the content of the file',
      examples: ['video/mp4'],
    }),
  })
  .meta({ id: 'UploadFile' })
export type UploadFile = z.infer<typeof UploadFile>

export const NewUpload = z.strictObject({ ...describedReel, file: UploadFile }).meta({ id: 'NewUpload' })
export type NewUpload = z.infer<typeof NewUpload>

export const Upload = z
  .strictObject({
    url: WebAddress,
    fields: z.record(shownText(100), shownText(4_096)).meta({
      description:
        'The names and values of the form. One of them is a signed token that says what may be uploaded',
      maxProperties: 20,
    }),
    expiresAt: Timestamp,
  })
  .meta({
    id: 'Upload',
    description: 'Post to `url` as multipart/form-data: first all `fields`, then the file as `file`',
  })

export type Description = z.infer<z.ZodObject<typeof describedReel>>

/** What every new reel is stored with, before it has a video. */
export function newReelDocument(
  reelId: string,
  partnerId: string,
  description: Description,
  partnersLanguage: string,
  now: Date,
) {
  return {
    _id: new mongoose.Types.ObjectId(reelId),
    partner: new mongoose.Types.ObjectId(partnerId),
    title: description.title,
    description: description.description ?? '',
    tags: description.tags ?? [],
    price: description.price,
    publishAt: description.publishAt ?? null,
    language: description.language ?? partnersLanguage,
    createdAt: now,
    updatedAt: now,
  }
}
