import {
  BufferSource,
  BufferTarget,
  CustomSource,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputAudioTrack,
  type InputTrack,
  type InputVideoTrack,
  MATROSKA,
  MP4,
  Mp4OutputFormat,
  Output,
  QTFF,
  WEBM,
  WebMOutputFormat,
} from 'mediabunny'
import { PREVIEW_SECONDS } from '#domains/previews/limits.ts'
import { openRangedFile } from '#domains/previews/ranged-file.ts'

export interface VideoToCut {
  /** Delivers ranges. */
  url: string
  sizeBytes: number
}

export interface CutPreview {
  bytes: Uint8Array<ArrayBuffer>
  extension: 'mp4' | 'webm'
  /** How much of the video was read for it. */
  bytesRead: number
}

const SHARE = 1 / 5
const MOST_BYTES = 3 * 1024 * 1024
/** The index of a film of hours, the preview, and what its length is measured with. */
const READ_BYTES = 24 * 1024 * 1024
/** More than 5 seconds of pictures or sound have. */
const MOST_PACKETS = 1_000

const FORMATS = [MP4, QTFF, WEBM, MATROSKA]
const WEBM_PICTURES = new Set<string | null>(['vp8', 'vp9', 'av1'])
/** What browsers play in these files. Other sound is left out. */
const WEBM_SOUND = new Set<string | null>(['opus', 'vorbis'])
const MP4_SOUND = new Set<string | null>(['aac', 'mp3', 'opus', 'flac'])

/**
 * The first seconds of a video: at most 5, at most a fifth of it, and at most 3 MiB. Pictures and sound are copied, not
 * encoded again.
 * @throws FileUnreachable if another attempt may succeed; any other error means that there is no preview of this file
 */
export async function cutPreview({ url, sizeBytes }: VideoToCut): Promise<CutPreview> {
  const file = openRangedFile(url, sizeBytes, READ_BYTES)
  const source = new CustomSource({
    getSize: () => sizeBytes,
    read: file.read,
    // It is thrown again by the read that needed it.
    handleUnhandledError: () => {},
  })
  using input = new Input({ formats: FORMATS, source })
  const video = await input.getPrimaryVideoTrack()
  if (!video) throw new Error('It has no pictures')
  const first = await new EncodedPacketSink(video).getFirstKeyPacket()
  if (!first) throw new Error('It has no picture to begin with')
  // [67 measured] What headers and the media service say about its length can be anything.
  const limit = (await atLeastLasts(video, first.timestamp)) * SHARE

  const pictures = await packetsFrom(video, first, first.timestamp + limit, MOST_BYTES)
  const until = Math.max(...pictures.map(end))
  if (pictures.length < 2) throw new Error('Its first pictures are too long or too large for a preview')
  const isWebm = WEBM_PICTURES.has(await video.getCodec()) && !(await isIsoFile(input))
  const sound = await input.getPrimaryAudioTrack()
  const playsSound = sound !== null && (isWebm ? WEBM_SOUND : MP4_SOUND).has(await sound.getCodec())
  const before = sound && playsSound ? await new EncodedPacketSink(sound).getPacket(first.timestamp) : null
  const start = before ?? (sound && playsSound ? await new EncodedPacketSink(sound).getFirstPacket() : null)
  const sounds = sound && start ? await packetsFrom(sound, start, until, MOST_BYTES - sizeOf(pictures)) : []

  const bytes = await write(isWebm, first.timestamp, { video, pictures }, { sound, sounds })
  await checkLength(bytes, limit)
  return { bytes, extension: isWebm ? 'webm' : 'mp4', bytesRead: file.bytesRead() }
}

/**
 * Packets in the order in which they are decoded, up to the first that ends too late. Pictures that are shown earlier may
 * follow it, but they need it.
 */
async function packetsFrom(track: InputTrack, first: EncodedPacket, until: number, mostBytes: number) {
  const sink = new EncodedPacketSink(track)
  const packets: EncodedPacket[] = []
  let left = mostBytes
  for (let next: EncodedPacket | null = first; next; next = await sink.getNextPacket(next)) {
    left -= next.byteLength
    if (end(next) > until - ROUNDING || left < 0 || packets.length === MOST_PACKETS) break
    // Pictures from before the first one cannot be decoded without those before it.
    if (end(next) > first.timestamp) packets.push(next)
  }
  return packets
}

async function write(
  isWebm: boolean,
  from: number,
  { video, pictures }: { video: InputVideoTrack; pictures: EncodedPacket[] },
  { sound, sounds }: { sound: InputAudioTrack | null; sounds: EncodedPacket[] },
): Promise<Uint8Array<ArrayBuffer>> {
  const target = new BufferTarget()
  const format = isWebm ? new WebMOutputFormat() : new Mp4OutputFormat({ fastStart: 'in-memory' })
  const output = new Output({ format, target })
  const [codec, decoderConfig] = [await video.getCodec(), await video.getDecoderConfig()]
  if (!codec || !decoderConfig) throw new Error('Its pictures are of an unknown kind')
  const picturesOut = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(picturesOut, { rotation: await video.getRotation(), flip: await video.getFlip() })

  const [soundCodec, soundConfig] = [await sound?.getCodec(), await sound?.getDecoderConfig()]
  const soundsOut =
    sounds.length > 0 && soundCodec && soundConfig ? new EncodedAudioPacketSource(soundCodec) : null
  if (soundsOut) output.addAudioTrack(soundsOut)

  await output.start()
  for (const packet of pictures) await picturesOut.add(shifted(packet, from), { decoderConfig })
  picturesOut.close()
  if (soundsOut && soundConfig) {
    for (const packet of sounds) await soundsOut.add(shifted(packet, from), { decoderConfig: soundConfig })
    soundsOut.close()
  }
  await output.finalize()
  if (!target.buffer) throw new Error('Nothing was written')
  return new Uint8Array(target.buffer)
}

/** It is public, so its length is measured once more, as a player would. */
async function checkLength(bytes: Uint8Array<ArrayBuffer>, limit: number): Promise<void> {
  using preview = new Input({ formats: FORMATS, source: new BufferSource(bytes) })
  const seconds = await preview.computeDuration()
  // Everybody may play it.
  if (seconds > limit) throw new Error(`Its preview would last ${seconds} s instead of ${limit} s`)
}

/** Timestamps are rounded to the units of a track, which can be milliseconds. */
const ROUNDING = 0.002

function end({ timestamp, duration }: EncodedPacket): number {
  return timestamp + duration
}

/**
 * How long the pictures last from a time on, or a little less. A video is looked at only as far as it matters: some have
 * no index, so that its end is found by reading all of it.
 */
async function atLeastLasts(track: InputTrack, from: number): Promise<number> {
  const far = from + PREVIEW_SECONDS / SHARE
  const last = await new EncodedPacketSink(track).getPacket(far, { metadataOnly: true })
  return last ? Math.min(end(last), far) - from : 0
}

function sizeOf(packets: readonly EncodedPacket[]): number {
  return packets.reduce((sum, { byteLength }) => sum + byteLength, 0)
}

/** Sound may begin a moment before the first picture. */
function shifted(packet: EncodedPacket, from: number): EncodedPacket {
  return packet.clone({ timestamp: Math.max(0, packet.timestamp - from) })
}

async function isIsoFile(input: Input): Promise<boolean> {
  return [MP4, QTFF].includes(await input.getFormat())
}
