import type { Access } from '#domains/entitlements/rights.ts'
import { isFree } from '#domains/entitlements/rights.ts'
import { personalExpiry, sharedExpiry } from '#domains/media/signed-urls.ts'
import { fileUrl, posterUrl, streamUrl } from '#domains/media/video-urls.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { ShownVideo } from '#domains/reels/schemas.ts'
import { config } from '#shared/runtime/config.ts'

/** The video of a reel with the URLs that this access allows; null until the reel has one. */
export function showVideo(reel: ReadReel, access: Access, now: Date): ShownVideo | null {
  const { video } = reel
  if (!video) return null
  return {
    access,
    ...urlsFor(reel, video, access, now),
    durationSeconds: video.durationSeconds,
    width: video.width,
    height: video.height,
    sizeBytes: video.sizeBytes,
  }
}

type Urls = Pick<ShownVideo, 'url' | 'streamUrl' | 'thumbnailUrl' | 'expiresAt'>

function urlsFor(reel: ReadReel, video: NonNullable<ReadReel['video']>, access: Access, now: Date): Urls {
  const { media } = config()
  const account = { urlEndpoint: media.urlEndpoint, privateKey: media.privateKey }
  const shared = sharedExpiry(now)
  const urls = {
    url: null,
    streamUrl: null,
    thumbnailUrl: posterUrl(account, video.path, shared),
    expiresAt: isoTime(shared),
  }
  // [65 access] Only this branch signs the address of a whole video.
  if (access === 'full') {
    // [68 personal] ImageKit knows no way to take a URL back.
    const expires = isFree(reel) ? shared : personalExpiry(now, video.durationSeconds)
    return {
      ...urls,
      url: fileUrl(account, video.path, expires),
      streamUrl: media.signedStreams ? streamUrl(account, video.path, expires) : null,
      expiresAt: isoTime(expires),
    }
  }
  if (access === 'none' || !reel.preview) return urls
  const { path } = reel.preview
  return { ...urls, url: fileUrl(account, path, shared), thumbnailUrl: posterUrl(account, path, shared) }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
