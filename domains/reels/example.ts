import type * as z from 'zod'
import { fileUrl, posterUrl, streamUrl } from '#domains/media/video-urls.ts'
import type { Upload } from '#domains/reels/new-reel.ts'
import type { Reel } from '#domains/reels/schemas.ts'
import { EXAMPLE_TICKET } from '#domains/tickets/example.ts'

const ACCOUNT = { urlEndpoint: 'https://ik.imagekit.io/reels', privateKey: 'private_example' }
const FILE = '/reels/6750a1b2c3d4e5f60718293b/6750a1b2c3d4e5f60718293a/1f0c9d3e5b7a/video.mp4'
const PREVIEW = '/previews/6750a1b2c3d4e5f60718293b/6750a1b2c3d4e5f60718293a/1f0c9d3e5b7a/preview.mp4'
const EXPIRES_AT = '2026-11-24T00:00:00.000Z'
const EXPIRES = Date.parse(EXPIRES_AT) / 1_000

/** A public reel with a price as the document shows it, seen by somebody who is not logged in. */
export const EXAMPLE_REEL: Reel = {
  id: '6750a1b2c3d4e5f60718293a',
  status: 'ready',
  title: 'Morning waves',
  description: 'Half a minute of the sea before anyone is up.',
  tags: ['ocean', 'calm'],
  price: { amount: 499, currency: 'USD' },
  sale: { forSale: true, owned: false },
  video: {
    access: 'preview',
    url: fileUrl(ACCOUNT, PREVIEW, EXPIRES),
    streamUrl: null,
    thumbnailUrl: posterUrl(ACCOUNT, PREVIEW, EXPIRES),
    expiresAt: EXPIRES_AT,
    durationSeconds: 4,
    width: 360,
    height: 640,
    sizeBytes: 174_784,
  },
  partner: { id: '6750a1b2c3d4e5f60718293b', brandName: 'Salt & Light' },
  counts: { likes: 41, saves: 7, views: 1_204, shares: 12 },
  viewer: null,
  view: null,
  publishAt: null,
  language: 'en',
  failure: null,
  createdAt: '2026-11-22T18:00:00.000Z',
  updatedAt: '2026-11-22T18:00:00.000Z',
}

/** The video of this reel for those who may play all of it. */
const FULL_VIDEO: Reel['video'] = {
  access: 'full',
  url: fileUrl(ACCOUNT, FILE, EXPIRES),
  streamUrl: streamUrl(ACCOUNT, FILE, EXPIRES),
  thumbnailUrl: posterUrl(ACCOUNT, FILE, EXPIRES),
  expiresAt: EXPIRES_AT,
  durationSeconds: 4,
  width: 360,
  height: 640,
  sizeBytes: 174_784,
}

/** Its poster, as its partner sees it. */
export const EXAMPLE_POSTER_URL = posterUrl(ACCOUNT, FILE, EXPIRES)

/** The same reel as its partner sees it. */
export const EXAMPLE_OWN_REEL: Reel = {
  ...EXAMPLE_REEL,
  video: FULL_VIDEO,
  view: { ticket: EXAMPLE_TICKET, heartbeatSeconds: 15 },
}

/** The only page of a list, as the document shows it. */
export function examplePage(change: Partial<Reel> = {}) {
  return { items: [{ ...EXAMPLE_REEL, ...change }], nextCursor: null }
}

/** What beginning an upload is answered with, as the document shows it. */
export const EXAMPLE_BEGUN_UPLOAD: { reel: Reel; upload: z.infer<typeof Upload> } = {
  reel: {
    ...EXAMPLE_REEL,
    status: 'uploading',
    sale: { forSale: false, owned: false },
    video: null,
    counts: { likes: 0, saves: 0, views: 0, shares: 0 },
  },
  upload: {
    url: 'https://upload.imagekit.io/api/v2/files/upload',
    fields: {
      fileName: 'morning-waves.mp4',
      folder: '/reels/6750a1b2c3d4e5f60718293b/6750a1b2c3d4e5f60718293a/1f0c9d3e5b7a',
      useUniqueFileName: 'false',
      overwriteFile: 'false',
      isPrivateFile: 'true',
      checks:
        '"file.size" <= 8912345 AND ("file.mime" = "video/mp4" OR "file.mime" = "video/x-m4v" OR "file.mime" = "video/quicktime" OR "file.mime" = "video/webm")',
      token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6InB1YmxpY18ifQ.e30.c2lnbmF0dXJl',
    },
    expiresAt: '2026-11-22T18:55:00.000Z',
  },
}
