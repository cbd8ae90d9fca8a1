import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { onTestFinished } from 'vitest'
import { readClip } from '../../setup/videos.ts'

/** A playable MP4 on disk of exactly this size: a sample clip, and behind it a box that players skip. */
export async function paddedVideo(bytes: number, name = 'from-the-camera.mp4'): Promise<string> {
  const clip = await readClip('ocean-waves.mp4')
  const padding = Buffer.alloc(bytes - clip.length)
  padding.writeUInt32BE(padding.length, 0)
  padding.write('free', 4)
  const folder = await mkdtemp(join(tmpdir(), 'reels-video-'))
  onTestFinished(() => rm(folder, { recursive: true, force: true }))
  const path = join(folder, name)
  await writeFile(path, Buffer.concat([clip, padding]))
  return path
}
