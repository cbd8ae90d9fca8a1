import { readClip } from './videos.ts'

const clip = await readClip('ocean-waves.mp4')

const PNG = 'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg=='
const GIF = 'R0lGODlhAQABAIAAAAAAAP///yH5BAEAAAAALAAAAAABAAEAAAIBRAA7'

/** An ISO media file of another brand: only the box that an MP4 begins with. */
const isoOf = (brand: string) =>
  Buffer.concat([Buffer.from([0, 0, 0, 16]), Buffer.from(`ftyp${brand}`), Buffer.alloc(4), Buffer.alloc(64)])

/** Files that are not videos, whatever their names say. */
export const NOT_VIDEOS: Record<string, Buffer<ArrayBuffer>> = {
  'an HTML page': Buffer.from('<!doctype html><html><script>alert(1)</script></html>'.repeat(20)),
  'an SVG': Buffer.from('<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'.repeat(20)),
  'an EXE': Buffer.concat([Buffer.from('MZ\x90\x00'), Buffer.alloc(2_000)]),
  'a ZIP': Buffer.concat([Buffer.from('PK\x03\x04'), Buffer.alloc(2_000)]),
  'a PNG': Buffer.from(PNG, 'base64'),
  'a GIF': Buffer.from(GIF, 'base64'),
  'a HEIC picture': isoOf('heic'),
  'an empty file': Buffer.alloc(0),
  'one byte': Buffer.from('x'),
  'a page behind the first bytes of an MP4': Buffer.concat([
    isoOf('isom'),
    Buffer.from('<html>'.repeat(200)),
  ]),
  'a page in front of an MP4': Buffer.concat([Buffer.from('<html></html>'), clip]),
  'an MP4 that is cut off': clip.subarray(0, 2_000),
}

/** Those whose first bytes look like a video, so that the media server accepts them. */
export const LOOK_LIKE_VIDEOS = ['a page behind the first bytes of an MP4', 'an MP4 that is cut off']
