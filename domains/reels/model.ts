import { Schema, type Types } from 'mongoose'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import { defineModel } from '#shared/runtime/database/define-model.ts'

/** A file at ImageKit. `path` begins with a slash; sizes in bytes, pixels and seconds. */
export interface StoredVideo {
  fileId: string
  path: string
  durationSeconds: number
  width: number
  height: number
  sizeBytes: number
}

export interface ReelDocument {
  _id: Types.ObjectId
  partner: Types.ObjectId
  status: 'uploading' | 'ready' | 'failed'
  title: string
  description: string
  tags: string[]
  price: { amount: number; currency: string }
  video: StoredVideo | null
  /** Where its direct upload must arrive. */
  uploadFolder: string | null
  failure: { code: string; detail: string } | null
  /** How many likes and saves there are: derived, recounted by a job. */
  likes: number
  saves: number
  /** The public lists that it appears in; empty while it is not ready. */
  feeds: string[]
  /** The sort key of the public lists: when it became ready. */
  publishedAt: Date | null
  createdAt: Date
  updatedAt: Date
}

const video = new Schema<StoredVideo>(
  {
    fileId: { type: String, required: true },
    path: { type: String, required: true },
    durationSeconds: { type: Number, required: true },
    width: { type: Number, required: true },
    height: { type: Number, required: true },
    sizeBytes: { type: Number, required: true },
  },
  { _id: false },
)

export const ReelModel = defineModel(
  'Reel',
  new Schema<ReelDocument>(
    {
      partner: { type: Schema.Types.ObjectId, required: true },
      status: { type: String, required: true },
      title: { type: String, default: '' },
      description: { type: String, default: '' },
      tags: { type: [String], default: [] },
      price: {
        type: new Schema(
          { amount: { type: Number, required: true }, currency: { type: String, required: true } },
          { _id: false },
        ),
        required: true,
      },
      video: { type: video, default: null },
      uploadFolder: { type: String, default: null },
      failure: {
        type: new Schema({ code: { type: String }, detail: { type: String } }, { _id: false }),
        default: null,
      },
      likes: { type: Number, default: 0 },
      saves: { type: Number, default: 0 },
      feeds: { type: [String], default: [] },
      publishedAt: { type: Date, default: null },
      createdAt: { type: Date, required: true },
      updatedAt: { type: Date, required: true },
    },
    { collection: 'reels', versionKey: false },
  )
    // Every public list, whatever its filter: see feed-keys.ts.
    .index({ feeds: 1, publishedAt: -1, _id: -1 })
    // The partner's own list, with and without a status.
    .index({ partner: 1, createdAt: -1, _id: -1 })
    .index({ partner: 1, status: 1, createdAt: -1, _id: -1 })
    // The webhook finds the reel that a file was uploaded for.
    .index({ uploadFolder: 1 }, { sparse: true }),
)

type Listed = Pick<ReelDocument, 'partner' | 'tags' | 'price'>

/** The fields that make a reel public. */
export function publication(reel: Listed, storedVideo: StoredVideo, now: Date) {
  return {
    status: 'ready' as const,
    video: storedVideo,
    uploadFolder: null,
    failure: null,
    feeds: feedKeys(reel),
    publishedAt: now,
    updatedAt: now,
  }
}
