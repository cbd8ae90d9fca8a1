import { uploadVideo } from '#domains/media/files.ts'
import { withPendingFolder } from '#domains/media/pending-files.ts'
import { fileUrl } from '#domains/media/video-urls.ts'
import { cutInThread } from '#domains/previews/cutter.ts'
import type { CutPreview } from '#domains/previews/cutting.ts'
import { WITHOUT_FEEDS } from '#domains/reels/collections.ts'
import { newPreviewFolder } from '#domains/reels/folders.ts'
import { type ReadReel, ReelModel, type StoredVideo } from '#domains/reels/model.ts'
import { config } from '#shared/runtime/config.ts'
import { log } from '#shared/runtime/log.ts'
import { Outage } from '#shared/runtime/outage.ts'

/** Longer than an upload takes: after that, a preview that no reel names is deleted. */
const ABANDONED_MILLISECONDS = 10 * 60 * 1_000
/** How long the address holds that the video is read from, in seconds. */
const READING_SECONDS = 10 * 60
const FIRST_PAUSE = 60 * 1_000
const LONGEST_PAUSE = 60 * 60 * 1_000
/** With the pauses between them: most of a day. */
const MAX_ATTEMPTS = 24

/** Makes the previews that are due, oldest first, until the deadline (milliseconds since the epoch). */
export async function makeDuePreviews(now: Date, deadline: number, atMost: number) {
  const done = { previews: 0, without: 0, postponed: 0 }
  const isDue = { previewDueAt: { $lte: now } }
  const due = await ReelModel.find(isDue, WITHOUT_FEEDS)
    .sort({ previewDueAt: 1 })
    .limit(atMost)
    .lean<ReadReel[]>()
  for (const reel of due) {
    if (Date.now() >= deadline) break
    const outcome = await makePreview(reel)
    if (outcome) done[outcome] += 1
  }
  return done
}

/** Null if another run of the job has it. */
async function makePreview(reel: ReadReel): Promise<'previews' | 'without' | 'postponed' | null> {
  const { _id, previewDueAt, previewAttempts, video } = reel
  const pause = Math.min(FIRST_PAUSE * 2 ** previewAttempts, LONGEST_PAUSE)
  // [67 counted] It is counted first: a file that ends this process must not be tried for ever.
  const { modifiedCount } = await ReelModel.updateOne(
    { _id, previewDueAt },
    { $set: { previewDueAt: new Date(Date.now() + pause) }, $inc: { previewAttempts: 1 } },
  )
  if (modifiedCount === 0) return null
  if (!video || reel.preview || reel.price.amount === 0 || previewAttempts >= MAX_ATTEMPTS) {
    return withoutPreview(reel, 'It needs none, or too many attempts have failed')
  }
  const cut = await cutInThread({ url: addressOf(video), sizeBytes: video.sizeBytes })
  if ('never' in cut) return withoutPreview(reel, cut.never)
  const reason = 'later' in cut ? cut.later : await store(reel, video, cut.preview)
  if (reason === null) return 'previews'
  log().warn('A preview could not be made yet', { reelId: String(_id), reason })
  return 'postponed'
}

/** Its poster is shown for good, until its price is changed. */
async function withoutPreview({ _id }: ReadReel, reason: string): Promise<'without'> {
  log().info('A reel has no preview', { reelId: String(_id), reason })
  await ReelModel.updateOne({ _id }, { $set: { previewDueAt: null } })
  return 'without'
}

/** Gives null, or why it was not stored. */
async function store(
  { _id, partner }: ReadReel,
  video: StoredVideo,
  cut: CutPreview,
): Promise<string | null> {
  const folder = newPreviewFolder(String(partner), String(_id))
  const emptyAt = new Date(Date.now() + ABANDONED_MILLISECONDS)
  try {
    return await withPendingFolder<string | null>({ folder, emptyAt }, async () => {
      const file = await uploadVideo(cut.bytes, folder, `preview.${cut.extension}`, { isPublic: true })
      const preview = { fileId: file.fileId, path: file.path }
      const { modifiedCount } = await ReelModel.updateOne(
        // The reel may have been deleted meanwhile.
        { _id, status: 'ready', 'video.fileId': video.fileId, preview: null },
        { $set: { preview, previewDueAt: null } },
      )
      return modifiedCount === 1
        ? { folder: 'kept', result: null }
        : { folder: 'unwanted', fileId: file.fileId, result: null }
    })
  } catch (error) {
    if (error instanceof Outage) return String(error.cause)
    throw error
  }
}

function addressOf({ path }: StoredVideo): string {
  const { urlEndpoint, privateKey } = config().media
  return fileUrl({ urlEndpoint, privateKey }, path, Math.floor(Date.now() / 1_000) + READING_SECONDS)
}
