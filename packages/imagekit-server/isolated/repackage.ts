import { join } from 'node:path'
import {
  CmafOutputFormat,
  Conversion,
  FilePathSource,
  FilePathTarget,
  HlsOutputFormat,
  Input,
  MATROSKA,
  MP4,
  Output,
  PathedTarget,
  QTFF,
  WEBM,
} from 'mediabunny'

/** What browsers play from parts of MP4. Sound as a camera or an editor writes it (PCM, ALAC) is not among it. */
const STREAMABLE = new Set<string | null>([
  'avc',
  'hevc',
  'vp9',
  'av1',
  'aac',
  'opus',
  'mp3',
  'flac',
  'ac3',
  'eac3',
])

/**
 * Cuts a video into an HLS stream of its own quality without decoding it, for machines without ffmpeg. Writes the master
 * playlist `master`, the variant `1.m3u8` and its parts `1-0.m4s`, `1-1.m4s` … into the folder `target`. Rejects if a
 * track cannot be copied, or if no browser plays it from a stream. An odd file can also make mediabunny fail where nobody
 * can catch it, so that this runs in a thread of its own.
 */
export async function repackage(
  path: string,
  target: string,
  master: string,
  silent: boolean,
): Promise<void> {
  using input = new Input({ formats: [MP4, QTFF, WEBM, MATROSKA], source: new FilePathSource(path) })
  const sound = silent ? null : await input.getPrimaryAudioTrack()
  for (const track of [await input.getPrimaryVideoTrack(), sound]) {
    const codec = track && (await track.getCodec())
    if (track && !STREAMABLE.has(codec))
      throw new Error(`its ${track.type} cannot be streamed: ${codec ?? 'unknown codec'}`)
  }
  const output = new Output({
    format: new HlsOutputFormat({
      // It can hold VP9, AV1 and Opus, which MPEG-TS cannot.
      segmentFormat: new CmafOutputFormat(),
      getPlaylistPath: ({ n }) => `${n}.m3u8`,
      getInitPath: ({ n }) => `${n}-0.m4s`,
      getSegmentPath: ({ n, playlist }) => `${playlist.n}-${n}.m4s`,
    }),
    target: new PathedTarget(master, part => new FilePathTarget(join(target, part.path))),
  })
  const conversion = await Conversion.init({
    input,
    output,
    tracks: 'primary',
    audio: { discard: silent },
    copy: { mode: 'forced', shiftTolerance: Number.POSITIVE_INFINITY },
    showWarnings: false,
  })
  const [discarded] = conversion.discardedTracks.filter(({ reason }) => reason !== 'discarded_by_user')
  if (discarded) throw new Error(`its ${discarded.track.type} cannot be copied: ${discarded.reason}`)
  await conversion.execute()
}
