import { PartnerModel } from '#domains/accounts/partner-model.ts'
import { deleteFile, findFile, type MediaFile, uploadVideo } from '#domains/media/files.ts'
import { keepFolder, withPendingFolder } from '#domains/media/pending-files.ts'
import { videoExtension } from '#domains/media/video-file.ts'
import { examineUpload, storedVideo } from '#domains/reels/examining.ts'
import { feedKeys } from '#domains/reels/feed-keys.ts'
import { folderOf, newUploadFolder } from '#domains/reels/folders.ts'
import { inMebibytes, MAX_BASE64_VIDEO_BYTES } from '#domains/reels/limits.ts'
import { type ReadReel, ReelModel, type StoredVideo } from '#domains/reels/model.ts'
import { type Description, type NewReel, newReelDocument } from '#domains/reels/new-reel.ts'
import { publicFrom, refuseTime } from '#domains/reels/scheduling.ts'
import { changeReel, readReel } from '#domains/reels/stored-reels.ts'
import { closeForm } from '#domains/reels/upload-limits.ts'
import { keepUpWithBrand, readPublisher, wordsFor } from '#domains/reels/wording.ts'
import { isRefusal, type Refusal, refuse } from '#shared/contract/refusal.ts'
import type { Viewer } from '#shared/contract/viewer.ts'
import { log } from '#shared/runtime/log.ts'
import { count } from '#shared/runtime/metrics.ts'

/** Longer than any request runs: until then the folder of a Base64 video may be about to become a reel's. */
const ABANDONED_MILLISECONDS = 10 * 60 * 1_000

/**
 * Makes a public reel with a Base64 video. If this partner has made one with this id before, gives that one again.
 * @throws Outage if ImageKit does not store the video; nothing half-made is left
 */
export async function publishVideo(reelId: string, partner: Viewer<'partner'>, newReel: NewReel) {
  const { base64, sizeBytes } = newReel.video.base64
  if (sizeBytes > MAX_BASE64_VIDEO_BYTES) {
    const detail = `A Base64 video can be at most ${inMebibytes(MAX_BASE64_VIDEO_BYTES)}. Upload larger ones with POST /reels/uploads.`
    return refuse('VideoTooLarge', { detail })
  }
  const bytes = Buffer.from(base64, 'base64')
  const extension = await videoExtension(bytes)
  // [32 bytes] The name and the claimed type of a file do not count.
  if (!extension) return refuse('UnsupportedVideo')
  const made = await readReel({ _id: reelId, partner: partner.id })
  if (made) return made
  const refusedTime = refuseTime(newReel.publishAt, new Date())
  if (refusedTime) return refusedTime

  const folder = newUploadFolder(partner.id, reelId)
  const emptyAt = new Date(Date.now() + ABANDONED_MILLISECONDS)
  return withPendingFolder<ReadReel | Refusal<'UnsupportedVideo'>>({ folder, emptyAt }, async () => {
    const file = await uploadVideo(bytes, folder, `video.${extension}`)
    const video = storedVideo(file)
    if (!video) {
      const result = refuse('UnsupportedVideo', { detail: 'The file cannot be read as a video.' })
      return { folder: 'unwanted', fileId: file.fileId, result }
    }
    return { folder: 'kept', result: await createReadyReel(reelId, partner.id, newReel, video) }
  })
}

/** Makes a reel public with the file that was uploaded for it. The same file once more is a success. */
export async function publishFile(reel: ReadReel, fileId: string) {
  const ready = reel.status === 'ready' ? reel : await publishWaiting(reel, fileId)
  if (isRefusal(ready)) return ready
  return ready?.video?.fileId === fileId ? ready : refuse('AlreadyPublished')
}

/**
 * Publishes the reel that waits for a file; if that cannot be, the reel fails with the reason and the file is
 * deleted. A file that no reel waits for is left alone. Safe to repeat.
 */
export async function takeUploadedFile(described: MediaFile): Promise<void> {
  const folder = folderOf(described.path)
  if (!folder) return
  const reel = await readReel({ uploadFolder: folder })
  if (reel?.status !== 'uploading') return
  // An event need not say whether its file is private.
  const file = described.isPrivateFile === null ? await findFile(described.fileId) : described
  if (!file) return
  const video = examineUpload(file, reel)
  if (!isRefusal(video)) {
    await publishUpload(reel, video)
    return
  }
  const { refused: code, detail = '' } = video
  log().info('An upload was rejected', { reelId: String(reel._id), reason: detail })
  await ReelModel.updateOne(
    { _id: reel._id, status: 'uploading', uploadFolder: folder },
    { $set: { status: 'failed', failure: { code, detail }, updatedAt: new Date() } },
  )
  await deleteFile(file.fileId)
}

export async function createReadyReel(
  reelId: string,
  partnerId: string,
  description: Description,
  video: StoredVideo,
): Promise<ReadReel> {
  const now = new Date()
  const publisher = await readPublisher(partnerId)
  const described = newReelDocument(reelId, partnerId, description, publisher.language, now)
  const published = publicationOf(described, video, now)
  const words = await wordsFor(described, publisher, published.publishedAt)
  const created = await ReelModel.create({ ...described, ...published, words })
  if (!created.countDueAt) await countReadyReels(created, 1)
  await keepUpWithBrand(created, publisher)
  return created.toObject()
}

/** Moves the count on the partner's page: a reel has become public, or a public one is gone. */
export async function countReadyReels({ partner }: Pick<ReadReel, 'partner'>, by: 1 | -1): Promise<void> {
  if (by === 1) count('ReelsPublished')
  await PartnerModel.updateOne({ _id: partner }, { $inc: { readyReels: by } })
}

/** Gives the reel afterwards, or null if it does not wait for this upload any more. */
async function publishUpload(found: ReadReel, video: StoredVideo): Promise<ReadReel | null> {
  for (let reel: ReadReel | null = found; reel?.uploadFolder === found.uploadFolder; ) {
    const { _id, uploadFolder, title, description, tags, price, language, publishAt } = reel
    const publication = publicationOf(reel, video, new Date())
    const publisher = await readPublisher(reel.partner)
    const words = await wordsFor(reel, publisher, publication.publishedAt)
    // [38 waiting] Of several events at once, only one finds the reel still waiting for this upload.
    const published = await changeReel(
      {
        _id,
        status: { $in: ['uploading', 'failed'] },
        uploadFolder,
        // What its lists, its words and its time are worked out from. If it was edited meanwhile, they are worked out again.
        title,
        description,
        tags,
        price,
        language: language ?? null,
        publishAt: publishAt ?? null,
      },
      { ...publication, words },
    )
    if (published) {
      await Promise.all([
        !published.countDueAt && countReadyReels(reel, 1),
        closeForm(String(reel.partner)),
        uploadFolder && keepFolder(uploadFolder),
        keepUpWithBrand(reel, publisher),
      ])
      return published
    }
    reel = await readReel({ _id, status: { $in: ['uploading', 'failed'] } })
  }
  return null
}

async function publishWaiting(reel: ReadReel, fileId: string) {
  const file = await findFile(fileId)
  const video = examineUpload(file, reel)
  if (isRefusal(video)) return file ? video : whyRejected(reel, video)
  const published = await publishUpload(reel, video)
  // If the webhook was first, or the upload was renewed meanwhile, the reel as it is now decides.
  return published ?? readReel({ _id: reel._id })
}

/** The webhook may have been first: it keeps the reason in the reel, and deletes the file. */
async function whyRejected({ _id, uploadFolder }: ReadReel, missing: Refusal<'UploadRejected'>) {
  const now = await readReel({ _id })
  if (now?.uploadFolder !== uploadFolder) return now
  return now?.failure ? refuse('UploadRejected', { detail: now.failure.detail }) : missing
}

function publicationOf(
  reel: Pick<ReadReel, 'partner' | 'tags' | 'price' | 'publishAt'>,
  video: StoredVideo,
  now: Date,
) {
  return {
    status: 'ready' as const,
    video,
    uploadFolder: null,
    uploadBytes: null,
    failure: null,
    feeds: feedKeys(reel),
    previewDueAt: reel.price.amount > 0 ? now : null,
    ...publicFrom(reel.publishAt, now),
    updatedAt: now,
  }
}
