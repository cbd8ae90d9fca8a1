import { execFile } from 'node:child_process'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { promisify } from 'node:util'
import {
  BufferSource,
  EncodedPacketSink,
  EncodedVideoPacketSource,
  FilePathTarget,
  Input,
  MP4,
  Mp4OutputFormat,
  Output,
} from 'mediabunny'
import { inject, onTestFinished } from 'vitest'
import { readClip } from '../../setup/videos/videos.ts'

const run = promisify(execFile)

/** A playable MP4 file of exactly this size: a sample clip, followed by a box that players skip. */
export async function paddedVideo(bytes: number, name = 'from-the-camera.mp4'): Promise<string> {
  const clip = await readClip('ocean-waves.mp4')
  const padding = Buffer.alloc(bytes - clip.length)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4)
  const path = await newPath(name)
  await writeFile(path, Buffer.concat([clip, padding]))
  return path
}

/** A video of about this size without padding: made by ffmpeg, or without it a sample clip that repeats. */
export async function filmedVideo(bytes: number): Promise<string> {
  const path = await newPath('from-the-camera.mp4')
  const ffmpeg = inject('ffmpeg')
  await (ffmpeg ? film(ffmpeg, path, bytes) : repeatClip(path, bytes))
  return path
}

/** About twelve seconds in 720p with noise, which needs many bits as real pictures do. */
async function film(ffmpeg: string, path: string, bytes: number): Promise<void> {
  const rate = String(Math.round((bytes * 8) / 12))
  await run(ffmpeg, [
    ...['-v', 'error', '-f', 'lavfi', '-i', 'testsrc2=size=720x1280:rate=30,noise=alls=50:allf=t'],
    ...['-f', 'lavfi', '-i', 'sine=frequency=330', '-t', '20', '-fs', String(bytes)],
    ...['-c:v', 'libx264', '-preset', 'ultrafast', '-pix_fmt', 'yuv420p', '-g', '30'],
    ...['-b:v', rate, '-maxrate', rate, '-bufsize', rate, '-c:a', 'aac', path],
  ])
}

async function repeatClip(path: string, bytes: number): Promise<void> {
  const clip = await readClip('ocean-waves.mp4')
  using input = new Input({ formats: [MP4], source: new BufferSource(clip) })
  const track = await input.getPrimaryVideoTrack()
  const codec = await track?.getCodec()
  const decoderConfig = await track?.getDecoderConfig()
  if (!track || !codec || !decoderConfig) throw new Error('The clip has no video')
  const seconds = await track.computeDuration()
  const output = new Output({ format: new Mp4OutputFormat(), target: new FilePathTarget(path) })
  const source = new EncodedVideoPacketSource(codec)
  output.addVideoTrack(source)
  await output.start()
  for (let written = 0, start = 0; written < bytes; start += seconds) {
    for await (const packet of new EncodedPacketSink(track).packets()) {
      await source.add(packet.clone({ timestamp: packet.timestamp + start }), { decoderConfig })
      written += packet.byteLength
    }
  }
  await output.finalize()
}

async function newPath(name: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'reels-video-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  return join(folder, name)
}
