import type * as z from 'zod'
import { urlsOf } from '#domains/media/video-urls.ts'
import type { Upload } from '#domains/reels/new-reel.ts'
import type { Reel } from '#domains/reels/schemas.ts'

const ENDPOINT = 'https://ik.imagekit.io/reels'
const PATH = '/reels/6750a1b2c3d4e5f60718293b/6750a1b2c3d4e5f60718293a/1f0c9d3e5b7a/video.mp4'

/** A public reel as the document shows it, seen by somebody who is not logged in. */
export const EXAMPLE_REEL: Reel = {
  id: '6750a1b2c3d4e5f60718293a',
  status: 'ready',
  title: 'Morning waves',
  description: 'Half a minute of the sea before anyone is up.',
  tags: ['ocean', 'calm'],
  price: { amount: 499, currency: 'USD' },
  video: {
    ...urlsOf(ENDPOINT, PATH),
    durationSeconds: 4,
    width: 360,
    height: 640,
    sizeBytes: 174_784,
  },
  partner: { id: '6750a1b2c3d4e5f60718293b', brandName: 'Salt & Light' },
  counts: { likes: 41, saves: 7 },
  viewer: null,
  failure: null,
  createdAt: '2026-11-22T18:00:00.000Z',
  updatedAt: '2026-11-22T18:00:00.000Z',
}

/** The only page of a list, as the document shows it. */
export function examplePage(viewer: Reel['viewer'] = null) {
  return { items: [{ ...EXAMPLE_REEL, viewer }], nextCursor: null }
}

/** What beginning an upload is answered with, as the document shows it. */
export const EXAMPLE_BEGUN_UPLOAD: { reel: Reel; upload: z.infer<typeof Upload> } = {
  reel: { ...EXAMPLE_REEL, status: 'uploading', video: null, counts: { likes: 0, saves: 0 } },
  upload: {
    url: 'https://upload.imagekit.io/api/v2/files/upload',
    fields: {
      fileName: 'morning-waves.mp4',
      folder: '/reels/6750a1b2c3d4e5f60718293b/6750a1b2c3d4e5f60718293a/1f0c9d3e5b7a',
      useUniqueFileName: 'false',
      overwriteFile: 'false',
      checks:
        '"file.size" <= 8912345 AND ("file.mime" = "video/mp4" OR "file.mime" = "video/x-m4v" OR "file.mime" = "video/quicktime" OR "file.mime" = "video/webm")',
      token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6InB1YmxpY18ifQ.e30.c2lnbmF0dXJl',
    },
    expiresAt: '2026-11-22T18:55:00.000Z',
  },
}
