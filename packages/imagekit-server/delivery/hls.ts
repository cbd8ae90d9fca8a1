import { mkdir, readFile, rm, stat } from 'node:fs/promises'
import { extname, join } from 'node:path'
import { deliveryError } from '../protocol/replies.ts'
import { ifThere } from '../storage/if-there.ts'
import { currentVersion, type FileRecord } from '../storage/records.ts'
import type { DeliveryContext } from './context.ts'
import { sourceArguments } from './ffmpeg.ts'
import { stateBandwidths } from './hls-bandwidth.ts'
import type { Transformation } from './transformations.ts'

const RUNGS = [240, 360, 480, 720, 1080, 1440, 2160]
/** ImageKit does not allow these together with adaptive streaming. */
const EXCLUDED = ['w', 'h', 'ar', 'f', 'vc', 'ac', 'q']
const SEGMENT_SECONDS = 2
const MASTER = 'master.m3u8'
/** The rendition on a machine without ffmpeg: one variant, the video as it was uploaded. */
const AS_UPLOADED = '0'

export const PLAYLIST_TYPE = 'application/vnd.apple.mpegurl'
const TYPES = new Map([
  ['.m3u8', PLAYLIST_TYPE],
  ['.ts', 'video/mp2t'],
  ['.m4s', 'video/mp4'],
])

/**
 * The master playlist of `sr-360_480…`, with URIs relative to the file's own URL, or the answer that there is none.
 * The first request starts the encoding. It gets an empty 202, and so does every other until the stream is complete,
 * as at ImageKit.
 */
export async function hlsManifest(
  file: FileRecord,
  transformation: Transformation,
  { bytes, ffmpeg, renditions, reader, log }: DeliveryContext,
): Promise<{ playlist: string } | Response> {
  const rungs = readRungs(transformation)
  if (rungs === null) return deliveryError(400, 'Bad Request: sr is missing or wrong', 'EINVALID')
  const { id, media } = currentVersion(file)
  const source = sourceArguments(bytes.path(id), media.mime)
  const { height } = media
  if (source === null || height === undefined) {
    return deliveryError(404, 'Not Found: not a video that can be streamed', 'ENOENT')
  }
  const heights = rungsWithin(rungs, height)
  const ladder = heights.join('_')
  // A stream that ffmpeg made earlier is delivered even if ffmpeg is no longer installed.
  for (const name of ffmpeg.isInstalled ? [ladder] : [ladder, AS_UPLOADED]) {
    const playlist = await ifThere(readFile(join(bytes.renditionPath(id, name), MASTER), 'utf8'))
    // Earlier versions of this server kept streams of silent videos that have no variant.
    const hasVariant = playlist !== null && /^[^#\s]/m.test(playlist)
    if (hasVariant) return { playlist: playlist.replace(/^(?=[^#\s])/gm, `ik-hls/${name}/`) }
  }

  const name = ffmpeg.isInstalled ? ladder : AS_UPLOADED
  const failure = renditions.failure(file, name)
  if (failure !== null) return deliveryError(404, `Not Found: encoding failed: ${failure}`, 'EENCODE')
  renditions
    .make(file, name, async target => {
      await mkdir(target)
      const repackage = (silent: boolean) => reader.repackage(bytes.path(id), target, MASTER, silent)
      const encode = async (hasAudio: boolean) => {
        const args = encoding(source, heights, hasAudio, target)
        // Every other stream waits behind this one.
        await ffmpeg.run('streams', args, (30 + 20 * (media.duration ?? 0)) * 1000)
        const variants = heights.map(rung => `${rung}.m3u8`)
        await stateBandwidths(target, MASTER, variants)
      }
      if (!ffmpeg.isInstalled) return repackage(false)
      // Of a damaged video, what is left is shown. Its sound is left out last.
      const ways = media.audioCodec === undefined ? [] : [() => encode(true), () => repackage(false)]
      ways.push(
        () => encode(false),
        () => repackage(true),
      )
      await firstThatWorks(ways, target)
    })
    .catch(error => log(`HLS of ${file.filePath}: ${error}`))
  return new Response(null, { status: 202, headers: { 'cache-control': 'no-store' } })
}

/** Tries one after the other, each in an empty folder. Rejects as the first one did if none works. */
async function firstThatWorks(ways: readonly (() => Promise<void>)[], folder: string): Promise<void> {
  const failures: unknown[] = []
  for (const way of ways) {
    try {
      return await way()
    } catch (error) {
      failures.push(error)
      await rm(folder, { recursive: true })
      await mkdir(folder)
    }
  }
  throw failures[0]
}

/** A variant's playlist or a segment: `<rungs>/<name>`. */
export async function hlsPart(
  file: FileRecord,
  part: string,
  { bytes }: DeliveryContext,
): Promise<{ path: string; size: number; type: string } | Response> {
  // Only names that are written into streams, so that no path can lead elsewhere.
  const match = /^([\d_]+)\/(\d+(?:\.m3u8|-\d+\.(?:ts|m4s)))$/.exec(part)
  const path = join(bytes.renditionPath(file.currentVersionId, match?.[1] ?? ''), match?.[2] ?? '')
  const found = match === null ? null : await ifThere(stat(path))
  if (found === null) return deliveryError(404, 'Not Found', 'ENOENT')
  return { path, size: found.size, type: TYPES.get(extname(path)) ?? '' }
}

function readRungs(transformation: Transformation): number[] | null {
  if (EXCLUDED.some(name => transformation.has(name))) return null
  const rungs = (transformation.get('sr') ?? '').split('_').map(Number)
  return rungs.every(rung => RUNGS.includes(rung)) ? [...new Set(rungs)].sort((a, b) => a - b) : null
}

/** Nothing is scaled up. If every rung is higher than the video, the video's own height is the only one. */
function rungsWithin(rungs: readonly number[], height: number): number[] {
  const within = rungs.filter(rung => rung <= height)
  return within.length > 0 ? within : [Math.max(2, height - (height % 2))]
}

function encoding(source: string[], heights: readonly number[], hasAudio: boolean, target: string) {
  const scaled = heights.map((height, index) => `[in${index}]scale=-2:${height}[v${index}]`)
  const split = `[0:v:0]split=${heights.length}${heights.map((_, index) => `[in${index}]`).join('')}`
  const variants = heights.map((height, index) => `v:${index},${hasAudio ? `a:${index},` : ''}name:${height}`)
  return [
    // What can be decoded is shown, even if most of a damaged video cannot.
    ...['-max_error_rate', '1'],
    ...source,
    ...['-filter_complex', [split, ...scaled].join(';')],
    ...heights.flatMap((_, index) => ['-map', `[v${index}]`, ...(hasAudio ? ['-map', '0:a:0'] : [])]),
    // A damaged time stamp would be filled with the same frame for hours.
    ...['-vsync', 'vfr'],
    ...['-threads', '1', '-c:v', 'libx264', '-preset', 'veryfast', '-crf', '26', '-pix_fmt', 'yuv420p'],
    // x264 keeps to the quality. Without a bit rate, ffmpeg leaves a variant without sound out of the master playlist.
    ...['-b:v', '1M'],
    // All variants are cut at the same times, so that a player can switch between them.
    ...['-force_key_frames', `expr:gte(t,n_forced*${SEGMENT_SECONDS})`, '-sc_threshold', '0'],
    ...(hasAudio ? ['-c:a', 'aac', '-ac', '2', '-b:a', '64k'] : []),
    ...['-f', 'hls', '-hls_time', String(SEGMENT_SECONDS), '-hls_playlist_type', 'vod'],
    ...['-hls_flags', 'independent_segments', '-hls_segment_filename', join(target, '%v-%03d.ts')],
    ...['-master_pl_name', MASTER, '-var_stream_map', variants.join(' '), join(target, '%v.m3u8')],
  ]
}
