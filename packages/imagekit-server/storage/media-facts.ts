import { open } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { fileTypeFromFile } from 'file-type'
import { FilePathSource, Input, MATROSKA, MP3, MP4, OGG, QTFF, WAVE, WEBM } from 'mediabunny'

/**
 * Facts read from the bytes of a file, in pixels, whole seconds and bits per second. A fact that cannot be read is left
 * out. `mime` comes from the magic number alone, because a declared type or an extension proves nothing.
 */
export interface MediaFacts {
  mime: string
  fileType: 'image' | 'non-image'
  width?: number
  height?: number
  duration?: number
  bitRate?: number
  videoCodec?: string
  audioCodec?: string
}

const READ_TIMEOUT_MS = 5000

/** Only formats that contain their media. A playlist names other files, which an upload must not do. */
const FORMATS = [MP4, QTFF, WEBM, MATROSKA, MP3, OGG, WAVE]

/** ImageKit names codecs as ffprobe does, while mediabunny uses WebCodecs' short names. */
const CODEC_NAMES: Record<string, string> = { avc: 'h264', 'pcm-s16': 'pcm_s16le' }

export async function readMediaFacts(path: string, sizeBytes: number): Promise<MediaFacts> {
  const mime = (await fileTypeFromFile(path).catch(() => null))?.mime ?? 'application/octet-stream'
  if (mime.startsWith('image/')) return { mime, fileType: 'image', ...(await imageSize(path)) }
  if (!/^(video|audio)\//.test(mime)) return { mime, fileType: 'non-image' }
  return { mime, fileType: 'non-image', ...(await readTracks(path, sizeBytes)) }
}

type TrackFacts = Omit<MediaFacts, 'mime' | 'fileType'>

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
  const seconds = (await input.getDurationFromMetadata()) ?? (await input.computeDuration())
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
  if (Number.isFinite(seconds) && seconds > 0) {
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
