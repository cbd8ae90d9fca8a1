import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  type EncodedPacket,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  type InputVideoTrack,
  MovOutputFormat,
  MP4,
  Mp4OutputFormat,
  Output,
  EncodedPacket as Packet,
} from 'mediabunny'
import { clip } from './test-media-server.ts'

type Bytes = Buffer<ArrayBuffer>

interface Sound {
  codec: 'pcm-s16' | 'pcm-s24' | 'pcm-s32' | 'pcm-f32'
  sampleRate: number
  numberOfChannels: number
}

/** The pictures of a sample clip without sound, as MP4. */
export function silentClip(): Promise<Bytes> {
  return remuxed(new Mp4OutputFormat(), null)
}

/** As a recorder writes it: fragments, and a header that does not know the duration. */
export function fragmentedClip(): Promise<Bytes> {
  return remuxed(new Mp4OutputFormat({ fastStart: 'fragmented' }), null)
}

/** A MOV with silence as a camera or an editor writes sound: uncompressed. */
export function uncompressedClip(sound: Sound): Promise<Bytes> {
  return remuxed(new MovOutputFormat(), sound)
}

/** The bytes with a number of four bytes in a box, counted from after the type of the box, replaced. */
export function withField(bytes: Bytes, box: string, offset: number, value: number): Bytes {
  const changed = Buffer.from(bytes)
  const at = changed.indexOf(box, 0, 'latin1')
  if (at < 0) throw new Error(`There is no ${box}`)
  changed.writeUInt32BE(value, at + 4 + offset)
  return changed
}

/** An MP4 that names these brands, the major one first. */
export function branded(bytes: Bytes, brands: readonly string[]): Bytes {
  const rest = bytes.subarray(bytes.readUInt32BE(0))
  const box = Buffer.alloc(16 + 4 * brands.length)
  box.writeUInt32BE(box.length, 0)
  box.write(`ftyp${brands[0]}`, 4, 'latin1')
  box.write(brands.join(''), 16, 'latin1')
  // Where the samples are is counted from the beginning of the file.
  const padding = Buffer.alloc(bytes.readUInt32BE(0) + 64 - box.length)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4, 'latin1')
  return Buffer.concat([box, padding, rest])
}

async function remuxed(format: Mp4OutputFormat | MovOutputFormat, sound: Sound | null): Promise<Bytes> {
  using input = new Input({ formats: [MP4], source: new BufferSource(clip('neon-city.mp4')) })
  const track = await input.getPrimaryVideoTrack()
  const decoderConfig = await track?.getDecoderConfig()
  if (!track || !decoderConfig) throw new Error('The clip has no video')
  const target = new BufferTarget()
  const output = new Output({ format, target })
  const video = new EncodedVideoPacketSource('avc')
  const audio = sound && new EncodedAudioPacketSource(sound.codec)
  output.addVideoTrack(video)
  if (audio) output.addAudioTrack(audio)
  await output.start()
  for await (const packet of packetsOf(track)) await video.add(packet, { decoderConfig })
  if (audio && sound) await addSilence(audio, sound, await track.computeDuration())
  await output.finalize()
  if (!target.buffer) throw new Error('Nothing was written')
  return Buffer.from(target.buffer)
}

function packetsOf(track: InputVideoTrack): AsyncIterable<EncodedPacket> {
  return new EncodedPacketSink(track).packets()
}

const PIECE_SECONDS = 0.01

async function addSilence(source: EncodedAudioPacketSource, sound: Sound, seconds: number): Promise<void> {
  const { codec, sampleRate, numberOfChannels } = sound
  const bytesPerSample = Number(codec.slice(-2)) / 8
  const piece = new Uint8Array(sampleRate * PIECE_SECONDS * numberOfChannels * bytesPerSample)
  for (let at = 0; at < seconds; at += PIECE_SECONDS) {
    await source.add(new Packet(piece, 'key', at, PIECE_SECONDS), { decoderConfig: sound })
  }
}
