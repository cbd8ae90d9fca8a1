import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { startMediaServer } from '@reels/imagekit-server'
import { readSettings } from '#local/settings.ts'

/** The media server instead of ImageKit, and the settings for it. */
export async function startMedia() {
  const dataDir = mkdtempSync(join(tmpdir(), 'reels-bench-media-'))
  const settings = readSettings(process.cwd(), {})
  const media = await startMediaServer({
    port: 0,
    host: 'localhost',
    dataDir,
    publicKey: settings['IMAGEKIT_PUBLIC_KEY'] ?? '',
    privateKey: settings['IMAGEKIT_PRIVATE_KEY'] ?? '',
    imagekitId: 'local',
  })
  return {
    settings: {
      IMAGEKIT_URL_ENDPOINT: media.urlEndpoint,
      IMAGEKIT_API_URL: media.url,
      IMAGEKIT_UPLOAD_URL: `${media.url}/api/v2/files/upload`,
    },
    /** The upload address for the old package of ImageKit. */
    firstUploadUrl: `${media.url}/api/v1/files/upload`,
    async close() {
      await media.close()
      rmSync(dataDir, { recursive: true, force: true })
    },
  }
}
