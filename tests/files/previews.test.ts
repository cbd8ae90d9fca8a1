import { BufferSource, EncodedPacketSink, Input, MP4, WEBM } from 'mediabunny'
import mongoose from 'mongoose'
import { expect, inject, onTestFinished, test } from 'vitest'
import { deleteReel } from '#domains/deletion/reels.ts'
import { uploadVideo } from '#domains/media/files.ts'
import { PREVIEW_SECONDS } from '#domains/previews/limits.ts'
import { newUploadFolder } from '#domains/reels/folders.ts'
import { type ReadReel, ReelModel } from '#domains/reels/model.ts'
import { createReadyReel } from '#domains/reels/publishing.ts'
import { cutPreviews } from '#functions/jobs/cut-previews.ts'
import { loadConfig } from '#shared/runtime/config.ts'
import { connectDatabase, disconnectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { generateFiles, type OddFile } from './generate.ts'

const COUNT = Number(process.env['FILES'] ?? 40)
const SEED = Number(process.env['FILES_SEED'] ?? 1)

const PRICE = { amount: 499, currency: 'USD' }
/** All files are made with this length, and lose some of it when they are damaged. */
const SECONDS = 1.2
/** The last picture of a preview, which begins before its end. */
const PICTURE_SECONDS = 0.05

test('each of many odd files has a preview that is short enough, or none for good', async () => {
  const ffmpeg = inject('ffmpeg')
  if (ffmpeg === null) throw new Error('The files are made with ffmpeg, which is not installed.')
  const files = await generateFiles(ffmpeg, COUNT, SEED)
  Object.assign(process.env, inject('settings'), { POWERTOOLS_LOG_LEVEL: 'WARN' })
  await loadConfig()
  await connectDatabase()
  onTestFinished(() => disconnectDatabase())

  const named = new Map<string, OddFile>()
  for (const file of files) named.set(await sell(file), file)
  const reels = () => ReelModel.find({ _id: { $in: [...named.keys()] } }).lean<ReadReel[]>()
  const postponed = await cutAll()
  const found = await reels()
  const faults: string[] = []
  const counts = new Map<string, number>()
  for (const { _id, preview, previewDueAt, previewAttempts } of found) {
    const file = named.get(String(_id))
    if (!file) continue
    const { damage } = file
    const seconds = preview && (await secondsOf(preview.path))
    const outcome = seconds === null ? 'no preview' : 'a preview'
    const key = `${damage ?? 'whole'}: ${outcome}`
    counts.set(key, (counts.get(key) ?? 0) + 1)
    const fault = faultOf(damage, seconds, previewDueAt, previewAttempts)
    if (fault) faults.push(`${file.name}, ${damage ?? 'whole'}, ${file.bytes.length} bytes: ${fault}`)
  }
  for (const reel of found) await deleteReel(reel)
  const lines = [...counts].sort().map(([what, count]) => `${String(count).padStart(5)}  ${what}`)
  console.log([`${found.length} files, seed ${SEED}, postponed ${postponed} times`, ...lines].join('\n'))
  expect(found).toHaveLength(COUNT)
  expect(faults).toEqual([])
  expect(postponed).toBe(0)
})

/** What is asked for before a reel is public is not asked here: whatever gets past it meets the job. */
async function sell(file: OddFile): Promise<string> {
  const [reelId, partnerId] = [new mongoose.Types.ObjectId(), new mongoose.Types.ObjectId()].map(String)
  if (reelId === undefined || partnerId === undefined) throw new Error('There are two ids')
  const { fileId, path } = await uploadVideo(file.bytes, newUploadFolder(partnerId, reelId), file.fileName)
  const sizeBytes = file.bytes.length
  const video = { fileId, path, durationSeconds: SECONDS, width: 160, height: 90, sizeBytes }
  await createReadyReel(reelId, partnerId, { title: file.name, price: PRICE }, video)
  return reelId
}

/** Runs the job until nothing is due. Gives how many previews were put off. */
async function cutAll(): Promise<number> {
  for (let postponed = 0; ; ) {
    const done = await runJob(cutPreviews)
    postponed += done['postponed'] ?? 0
    if ((done['previews'] ?? 0) + (done['without'] ?? 0) === 0) return postponed
  }
}

function faultOf(
  damage: string | null,
  seconds: number | null,
  dueAt: Date | null | undefined,
  attempts: number,
): string | null {
  if (dueAt) return 'is still to be cut'
  if (attempts !== 1) return `took ${attempts} attempts`
  // Damage can make a video longer than it was made, but no preview longer than any may be.
  const longest = damage === null ? SECONDS / 5 + PICTURE_SECONDS : PREVIEW_SECONDS
  return seconds !== null && seconds > longest ? `lasts ${seconds} s` : null
}

/** How long the file lasts that everybody may watch, by its pictures. */
async function secondsOf(path: string): Promise<number> {
  const response = await fetch(`${process.env['IMAGEKIT_URL_ENDPOINT']}${path}`)
  expect(response.status).toBe(200)
  using input = new Input({ formats: [MP4, WEBM], source: new BufferSource(await response.arrayBuffer()) })
  const track = await input.getPrimaryVideoTrack()
  if (!track) throw new Error('A preview has no pictures')
  let [first, last] = [Number.POSITIVE_INFINITY, 0]
  for await (const { timestamp, duration } of new EncodedPacketSink(track).packets()) {
    first = Math.min(first, timestamp)
    last = Math.max(last, timestamp + duration)
  }
  return last - first
}
