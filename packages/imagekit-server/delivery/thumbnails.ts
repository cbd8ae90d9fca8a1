import { readFileSync } from 'node:fs'
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { deliveryError } from '../protocol/replies.ts'
import { ifThere } from '../storage/if-there.ts'
import { currentVersion, type FileRecord } from '../storage/records.ts'
import type { DeliveryContext } from './context.ts'
import { sourceArguments } from './ffmpeg.ts'
import type { Transformation } from './transformations.ts'

/** A picture that says that there is no preview. */
const PLACEHOLDER = readFileSync(join(import.meta.dirname, 'no-preview.jpg'))

const MAX_SIDE = 4096

interface Still {
  seconds: number
  width: number | null
  height: number | null
  crop: string
  /** 0 to 100, as ImageKit's `bl`. */
  blur: number
}

/** A frame of a video as a JPEG file, or the answer to send instead: without ffmpeg a placeholder that no cache keeps. */
export async function thumbnailOf(
  file: FileRecord,
  transformation: Transformation,
  { bytes, ffmpeg, renditions }: DeliveryContext,
): Promise<{ path: string; size: number; name: string } | Response> {
  const still = readStill(transformation)
  if (still === null) return deliveryError(400, 'Bad Request: so, w, h or bl is not a number', 'EINVALID')
  const version = currentVersion(file)
  const source = sourceArguments(bytes.path(version.id), version.media.mime)
  if (source === null) return deliveryError(404, 'Not Found: not a video', 'ENOENT')
  if (!ffmpeg.isInstalled) return placeholder()

  const { seconds, width, height, crop, blur } = still
  const name = `thumbnail-${seconds}-${width ?? ''}x${height ?? ''}-${crop}${blur > 0 ? `-bl${blur}` : ''}.jpg`
  const existing = bytes.renditionPath(version.id, name)
  const found = await ifThere(stat(existing))
  if (found !== null) return { path: existing, size: found.size, name }

  const output = [...filters(still), ...'-c:v mjpeg -q:v 3 -f image2 -update 1'.split(' ')]
  try {
    const path = await renditions.make(file, name, async target => {
      await ffmpeg.run('frames', ['-ss', String(seconds), ...source, '-frames:v', '1', ...output, target])
      // Beyond the end of a video, ffmpeg writes nothing and succeeds. The last frame is shown then.
      const isWritten = (await ifThere(stat(target))) !== null
      if (!isWritten) await ffmpeg.run('frames', ['-sseof', '-1', ...source, ...output, target])
    })
    return { path, size: (await stat(path)).size, name }
  } catch {
    return deliveryError(404, 'Not Found: no frame could be decoded', 'EDECODE')
  }
}

function placeholder(): Response {
  return new Response(PLACEHOLDER, {
    headers: {
      'content-type': 'image/jpeg',
      'cache-control': 'no-store',
      'x-placeholder': 'ffmpeg is not installed',
    },
  })
}

function readStill(transformation: Transformation): Still | null {
  const seconds = transformation.get('so') ?? '0'
  const sides = ['w', 'h'].map(name => transformation.get(name))
  const isSide = (text: string | undefined) =>
    text === undefined || (/^\d{1,4}$/.test(text) && Number(text) >= 1 && Number(text) <= MAX_SIDE)
  const blur = transformation.get('bl') ?? '0'
  const isBlur = /^\d{1,2}$|^100$/.test(blur)
  if (!/^\d{1,6}(\.\d{1,2})?$/.test(seconds) || !sides.every(isSide) || !isBlur) return null
  const [width = null, height = null] = sides.map(side => (side === undefined ? null : Number(side)))
  const crop = transformation.get('c') ?? ''
  return {
    seconds: Number(seconds),
    width,
    height,
    crop: crop === 'force' || crop === 'at_max' ? crop : 'maintain_ratio',
    blur: Number(blur),
  }
}

/** If one side is given, the aspect ratio stays. If both are, ImageKit fills the box and crops the rest. `at_max` never enlarges. */
function filters({ width, height, crop, blur }: Still): string[] {
  const scaled = `scale=${width ?? -1}:${height ?? -1}`
  const list = width === null && height === null ? [] : [scaled]
  if (width !== null && height !== null && crop === 'at_max')
    list.splice(0, 1, `scale='min(${width},iw)':'min(${height},ih)':force_original_aspect_ratio=decrease`)
  if (width !== null && height !== null && crop === 'maintain_ratio')
    list.splice(0, 1, `${scaled}:force_original_aspect_ratio=increase`, `crop=${width}:${height}`)
  if (blur > 0) list.push(`gblur=sigma=${blur}`)
  return list.length === 0 ? [] : ['-vf', list.join(',')]
}
