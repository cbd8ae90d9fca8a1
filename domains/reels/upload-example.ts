import type * as z from 'zod'
import { EXAMPLE_REEL } from '#domains/reels/example.ts'
import type { Upload } from '#domains/reels/new-reel.ts'
import type { Reel } from '#domains/reels/schemas.ts'

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
        '"file.size" <= 8912345 AND "file.mime" IN ["video/mp4", "video/x-m4v", "video/quicktime", "video/webm"]',
      token: 'eyJhbGciOiJIUzI1NiIsImtpZCI6InB1YmxpY18ifQ.e30.c2lnbmF0dXJl',
    },
    expiresAt: '2026-11-22T18:55:00.000Z',
  },
}
