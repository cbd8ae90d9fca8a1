import {
  BufferSource,
  BufferTarget,
  EncodedAudioPacketSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { readClip } from '../../setup/videos/videos.ts'

/** `hvcC` of ISO 14496-15 without parameter sets. */
const DESCRIPTION = Uint8Array.from([
  ...[1, 1, 0x60, 0, 0, 0, 0x90, 0, 0, 0, 0, 0, 93, 0xf0, 0, 0xfc, 0xfd, 0xf8, 0xf8, 0, 0, 0x0f, 0],
])

/** An MP4 whose sound every browser knows, and whose pictures say that they are HEVC, as a telephone records them. */
export async function foreignVideo(): Promise<Buffer<ArrayBuffer>> {
  using input = new Input({ formats: [MP4], source: new BufferSource(await readClip('ocean-waves.mp4')) })
  const [pictures, sound] = [await input.getPrimaryVideoTrack(), await input.getPrimaryAudioTrack()]
  const audioConfig = await sound?.getDecoderConfig()
  if (!pictures || !sound || !audioConfig) throw new Error('The clip has no pictures or no sound')
  const target = new BufferTarget()
  const output = new Output({ format: new Mp4OutputFormat(), target })
  const video = new EncodedVideoPacketSource('hevc')
  const audio = new EncodedAudioPacketSource('aac')
  output.addVideoTrack(video)
  output.addAudioTrack(audio)
  await output.start()
  const decoderConfig = {
    codec: 'hvc1.1.6.L93.B0',
    codedWidth: 360,
    codedHeight: 640,
    description: DESCRIPTION,
  }
  for await (const packet of new EncodedPacketSink(pictures).packets())
    await video.add(packet, { decoderConfig })
  for await (const packet of new EncodedPacketSink(sound).packets()) {
    await audio.add(packet, { decoderConfig: audioConfig })
  }
  await output.finalize()
  if (!target.buffer) throw new Error('Nothing was written')
  return Buffer.from(target.buffer)
}
