import { type Access, isFree } from '#domains/entitlements/rights.ts'
import { personalExpiry, type SigningAccount, sharedExpiry } from '#domains/media/signed-urls.ts'
import { fileUrl, posterUrl, streamUrl } from '#domains/media/video-urls.ts'
import type { ReadReel } from '#domains/reels/model.ts'
import type { ShownVideo } from '#domains/reels/schemas.ts'
import { config } from '#shared/runtime/config.ts'
import { remembered } from '#shared/runtime/remembered.ts'

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

type StoredVideo = NonNullable<ReadReel['video']>

const rememberShared = remembered<Urls>()

function urlsFor(reel: ReadReel, video: StoredVideo, access: Access, now: Date): Urls {
  const shared = sharedExpiry(now)
  // [65 access] Only this branch signs the address of a whole video.
  if (access === 'full') {
    // [68 personal] ImageKit knows no way to take a URL back.
    if (!isFree(reel)) return fullUrls(video, personalExpiry(now, video.durationSeconds), shared)
    return rememberShared(config().media, `full ${shared} ${video.path}`, () =>
      fullUrls(video, shared, shared),
    )
  }
  const preview = access === 'preview' ? reel.preview : null
  const shown = preview?.path ?? video.path
  return rememberShared(config().media, `${access} ${shared} ${shown}`, () => ({
    url: preview && fileUrl(signingAccount(), shown, shared),
    streamUrl: null,
    thumbnailUrl: posterUrl(signingAccount(), shown, shared),
    expiresAt: isoTime(shared),
  }))
}

function fullUrls({ path }: StoredVideo, expires: number, posterExpires: number): Urls {
  const account = signingAccount()
  return {
    url: fileUrl(account, path, expires),
    streamUrl: config().media.signedStreams ? streamUrl(account, path, expires) : null,
    thumbnailUrl: posterUrl(account, path, posterExpires),
    expiresAt: isoTime(expires),
  }
}

function signingAccount(): SigningAccount {
  const { urlEndpoint, privateKey } = config().media
  return { urlEndpoint, privateKey }
}

function isoTime(seconds: number): string {
  return new Date(seconds * 1_000).toISOString()
}
