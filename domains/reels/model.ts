import { Schema } from 'mongoose'
import { type DocumentOf, defineModel } from '#shared/runtime/database/define-model.ts'

/** A file at ImageKit. `path` begins with a slash; sizes are in bytes, pixels and seconds. */
const video = new Schema(
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
const price = new Schema(
  { amount: { type: Number, required: true }, currency: { type: String, required: true } },
  { _id: false },
)
/** The first seconds of a video of a reel with a price: a public file of its own. */
const preview = new Schema(
  { fileId: { type: String, required: true }, path: { type: String, required: true } },
  { _id: false },
)
/** A deleted reel that its buyers still play, and the name of its brand when it was deleted. */
const withdrawal = new Schema(
  { at: { type: Date, required: true }, brandName: { type: String, required: true } },
  { _id: false },
)
const failure = new Schema(
  { code: { type: String, required: true }, detail: { type: String, required: true } },
  { _id: false },
)

const schema = new Schema(
  {
    partner: { type: Schema.Types.ObjectId, required: true },
    status: { type: String, enum: ['uploading', 'ready', 'failed', 'withdrawn'] as const, required: true },
    title: { type: String, default: '' },
    description: { type: String, default: '' },
    tags: { type: [String], default: [] },
    /** The language of its texts, as BCP 47; null if it is older than this field. */
    language: { type: String, default: null },
    /** What it is found by: see domains/words/reel-words.ts. */
    words: { type: [String], default: [] },
    price: { type: price, required: true },
    video: { type: video, default: null },
    preview: { type: preview, default: null },
    /** When the job that cuts previews should look at it; null if there is nothing to do. */
    previewDueAt: { type: Date, default: null },
    previewAttempts: { type: Number, default: 0 },
    withdrawal: { type: withdrawal, default: null },
    /** The folder that its direct upload must arrive in. */
    uploadFolder: { type: String, default: null },
    /** The size that was declared for it. */
    uploadBytes: { type: Number, default: null },
    failure: { type: failure, default: null },
    /** The number of likes and saves: derived, and recounted by a job. */
    likes: { type: Number, default: 0 },
    saves: { type: Number, default: 0 },
    /** The same of views and shares: a job counts them. Reels from before they were counted do not have them. */
    views: { type: Number, default: 0 },
    shares: { type: Number, default: 0 },
    /** The public lists that it appears in; empty while it is not ready. */
    feeds: { type: [String], default: [] },
    /** The sort key of the public lists: from when on a ready reel is public. Until then it is scheduled. */
    publishedAt: { type: Date, default: null },
    /** While it is not ready: when its partner wants it to be public; null is as soon as possible. */
    publishAt: { type: Date, default: null },
    /** Of a scheduled reel: when the job counts it for its partner; null if it has been counted. */
    countDueAt: { type: Date, default: null },
    createdAt: { type: Date, required: true },
    updatedAt: { type: Date, required: true },
  },
  { collection: 'reels', versionKey: false },
)
  // Every public list: see feed-keys.ts.
  .index({ feeds: 1, publishedAt: -1, _id: -1 })
  // Every search of public reels.
  .index({ words: 1, publishedAt: -1, _id: -1 })
  // The partner's own list, with and without a status.
  .index({ partner: 1, createdAt: -1, _id: -1 })
  .index({ partner: 1, status: 1, createdAt: -1, _id: -1 })
  // The webhook finds the reel that a file was uploaded for.
  .index({ uploadFolder: 1 }, { sparse: true })
  // The job that cuts previews.
  .index({ previewDueAt: 1 })
  // The job that counts scheduled reels.
  .index({ countDueAt: 1 })

export type StoredReel = DocumentOf<typeof schema>
export type StoredVideo = NonNullable<StoredReel['video']>

/** A reel as it is read: without the names of its lists and what it is found by, which nobody shows. */
export type ReadReel = Omit<StoredReel, 'feeds' | 'words'>
export const ReelModel = defineModel('Reel', schema)
