import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Context } from '../protocol/context.ts'
import { deliveryError, type Reply } from '../protocol/replies.ts'
import { ifThere } from '../storage/if-there.ts'
import { currentVersion, type FileRecord } from '../storage/records.ts'
import { sourceArguments } from './ffmpeg.ts'
import type { Transformation } from './transformations.ts'

/** Stands where no frame can be had, and says so. */
const PLACEHOLDER = readFileSync(join(import.meta.dirname, 'no-preview.jpg'))

const MAX_SIDE = 4096

interface Still {
  seconds: number
  width: number | null
  height: number | null
  crop: string
}

/** A JPEG file, ready to be sent, or the answer that there is none. */
export type ThumbnailResult = { path: string; size: number; name: string } | Reply

/** A frame of a video. Without ffmpeg a placeholder, which no cache keeps. */
export async function thumbnailOf(
  file: FileRecord,
  transformation: Transformation,
  { bytes, ffmpeg, renditions }: Context,
): Promise<ThumbnailResult> {
  const still = readStill(transformation)
  if (still === null) return deliveryError(400, 'Bad Request: so, w or h is not a number', 'EINVALID')
  const version = currentVersion(file)
  const source = sourceArguments(bytes.path(version.id), version.media.mime)
  if (source === null) return deliveryError(404, 'Not Found: not a video', 'ENOENT')
  if (!ffmpeg.isInstalled) return placeholder

  const { seconds, width, height, crop } = still
  const name = `thumbnail-${seconds}-${width ?? ''}x${height ?? ''}-${crop}.jpg`
  const existing = bytes.renditionPath(version.id, name)
  const size = (await ifThere(stat(existing)))?.size
  if (size !== undefined) return { path: existing, size, name }

  const output = (target: string) => [
    ...scaling(still),
    '-c:v',
    'mjpeg',
    '-q:v',
    '3',
    '-f',
    'image2',
    '-update',
    '1',
    target,
  ]
  try {
    const path = await renditions.make(file, name, async target => {
      await ffmpeg.run('frames', ['-ss', String(seconds), ...source, '-frames:v', '1', ...output(target)])
      // Behind the end ffmpeg writes nothing and is content; the last frame is what is left to show.
      if (!(await isFile(target))) await ffmpeg.run('frames', ['-sseof', '-1', ...source, ...output(target)])
    })
    return { path, size: (await stat(path)).size, name }
  } catch {
    return deliveryError(404, 'Not Found: no frame could be decoded', 'EDECODE')
  }
}

const placeholder: Reply = {
  status: 200,
  headers: {
    'content-type': 'image/jpeg',
    'cache-control': 'no-store',
    'x-placeholder': 'ffmpeg is not installed',
  },
  body: PLACEHOLDER,
}

async function isFile(path: string) {
  return (await ifThere(stat(path)))?.isFile() === true
}

function readStill(transformation: Transformation): Still | null {
  const seconds = transformation.get('so') ?? '0'
  const sides = ['w', 'h'].map(name => transformation.get(name))
  const isSide = (text: string | undefined) =>
    text === undefined || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SIDE)
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(seconds) || !sides.every(isSide)) return null
  const [width = null, height = null] = sides.map(side => (side === undefined ? null : Number(side)))
  const crop = transformation.get('c') ?? ''
  return {
    seconds: Number(seconds),
    width,
    height,
    crop: crop === 'force' || crop === 'at_max' ? crop : 'maintain_ratio',
  }
}

/** One side given keeps the aspect ratio; with both, ImageKit fills the box and cuts what stands out. */
function scaling({ width, height, crop }: Still): string[] {
  if (width === null && height === null) return []
  if (width === null || height === null) return ['-vf', `scale=${width ?? -1}:${height ?? -1}`]
  if (crop === 'force') return ['-vf', `scale=${width}:${height}`]
  if (crop === 'at_max') return ['-vf', `scale=${width}:${height}:force_original_aspect_ratio=decrease`]
  return ['-vf', `scale=${width}:${height}:force_original_aspect_ratio=increase,crop=${width}:${height}`]
}
