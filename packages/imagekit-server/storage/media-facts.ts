import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { FilePathSource, Input, MATROSKA, MP3, MP4, OGG, QTFF, WAVE, WEBM } from 'mediabunny'
import * as z from 'zod'
import { isCut } from './cut-file.ts'
import { detectType } from './file-type.ts'

const TrackFacts = z.object({
  width: z.int().positive().exactOptional(),
  height: z.int().positive().exactOptional(),
  duration: z.int().nonnegative().exactOptional(),
  bitRate: z.int().nonnegative().exactOptional(),
  videoCodec: z.string().exactOptional(),
  audioCodec: z.string().exactOptional(),
})
type TrackFacts = z.infer<typeof TrackFacts>

/**
 * Facts read from the bytes of a file, in pixels, whole seconds and bits per second. A fact that cannot be read is left
 * out. `mime` comes from the magic number alone, because a declared type or an extension proves nothing.
 */
export const MediaFacts = TrackFacts.extend({ mime: z.string(), fileType: z.enum(['image', 'non-image']) })
export type MediaFacts = z.infer<typeof MediaFacts>

const READ_TIMEOUT_MS = 3000

/** No video that people upload lasts a day. A damaged time stamp is easily longer. */
const MAX_SECONDS = 24 * 60 * 60

/** Only formats that contain their media. A playlist names other files, which an upload must not do. */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, MP3, OGG, WAVE]

/** ImageKit names codecs as ffprobe does, while mediabunny uses WebCodecs' short names. */
const CODEC_NAMES: Record<string, string> = { avc: 'h264', 'pcm-s16': 'pcm_s16le' }

export async function readMediaFacts(path: string, sizeBytes: number): Promise<MediaFacts> {
  const type = await readType(path)
  if (type.fileType === 'image') return { ...type, ...(await imageSize(path)) }
  if (!/^(video|audio)\//.test(type.mime) || (await isCut(path, sizeBytes))) return type
  return { ...type, ...(await readTracks(path, sizeBytes)) }
}

/** The facts that need no look behind the first bytes. */
export async function readType(path: string): Promise<MediaFacts> {
  const mime = await detectType(path)
  return { mime, fileType: mime.startsWith('image/') ? 'image' : 'non-image' }
}

/** Bytes that cannot be decoded are not an error: ImageKit stores them, too, and leaves the facts out. */
async function readTracks(path: string, sizeBytes: number): Promise<TrackFacts> {
  using input = new Input({
    formats: FORMATS,
    source: new FilePathSource(path, { handleUnhandledError: () => {} }),
  })
  const finished = new AbortController()
  const timeout = pause<TrackFacts>(READ_TIMEOUT_MS, {}, { signal: finished.signal })
  try {
    return await Promise.race([trackFacts(input, sizeBytes), timeout])
  } catch {
    return {}
  } finally {
    finished.abort()
  }
}

async function trackFacts(input: Input, sizeBytes: number): Promise<TrackFacts> {
  const video = await input.getPrimaryVideoTrack()
  const audio = await input.getPrimaryAudioTrack()
  // It is measured, because headers are wrong in files that were recorded or streamed: recorders write another unit, an
  // hour that never came, or all ones for "unknown".
  const seconds = await input.computeDuration()
  const facts: TrackFacts = {}
  if (video !== null) {
    facts.height = await video.getDisplayHeight()
    facts.width = await video.getDisplayWidth()
    const codec = await video.getCodec()
    if (codec !== null) facts.videoCodec = CODEC_NAMES[codec] ?? codec
  }
  if (audio !== null) {
    const codec = await audio.getCodec()
    if (codec !== null) facts.audioCodec = CODEC_NAMES[codec] ?? codec
  }
  if (seconds > 0 && seconds <= MAX_SECONDS) {
    // ImageKit rounds down: its own sample says 7 for a file that lasts 7.58 s by its size and bit rate.
    facts.duration = Math.floor(seconds)
    facts.bitRate = Math.round((sizeBytes * 8) / seconds)
  }
  return facts
}

const HEADER_BYTES = 64 * 1024

/** Reads width and height from the header of a PNG, GIF or JPEG. Gives neither for other images. */
async function imageSize(path: string): Promise<{ width?: number; height?: number }> {
  const handle = await open(path)
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(HEADER_BYTES), 0, HEADER_BYTES, 0)
    const head = buffer.subarray(0, bytesRead)
    if (head.length >= 24 && head.toString('latin1', 1, 4) === 'PNG') {
      return { width: head.readUInt32BE(16), height: head.readUInt32BE(20) }
    }
    if (head.length >= 10 && head.toString('latin1', 0, 3) === 'GIF') {
      return { width: head.readUInt16LE(6), height: head.readUInt16LE(8) }
    }
    return head.length >= 4 && head.readUInt16BE(0) === 0xffd8 ? jpegSize(head) : {}
  } finally {
    await handle.close()
  }
}

function jpegSize(head: Buffer): { width?: number; height?: number } {
  for (let at = 2; at + 9 < head.length && head[at] === 0xff; at += 2 + head.readUInt16BE(at + 2)) {
    const marker = head[at + 1] ?? 0
    const isFrame = marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker)
    if (isFrame) return { width: head.readUInt16BE(at + 7), height: head.readUInt16BE(at + 5) }
  }
  return {}
}
