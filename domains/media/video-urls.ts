import { type SigningAccount, signUrl } from '#domains/media/signed-urls.ts'

// The rungs that ImageKit makes of a vertical video for phones; it leaves out those above the source.
const STREAM_HEIGHTS = 'sr-360_480_720_1080'

interface Size {
  width: number
  height: number
}

/** Posters fit into this: a frame of a phone's camera would take longer on a slow line than the start of its video. */
const POSTER: Size = { width: 486, height: 864 }

/**
 * The file as it was uploaded. `orig-true` keeps ImageKit from delivering another format.
 * @param path begins with a slash
 * @param expires Unix seconds, here and below
 */
export function fileUrl(account: SigningAccount, path: string, expires: number): string {
  return signUrl(account, `${addressOf(path)}?tr=orig-true`, expires)
}

/** https://imagekit.io/docs/adaptive-bitrate-streaming */
export function streamUrl(account: SigningAccount, path: string, expires: number): string {
  return signUrl(account, `${addressOf(path)}/ik-master.m3u8?tr=${STREAM_HEIGHTS}`, expires)
}

/**
 * The first frame, as `posterSize` says: the signature covers the time, so no other frame can be asked for.
 * https://imagekit.io/docs/create-video-thumbnails
 */
export function posterUrl(account: SigningAccount, path: string, expires: number): string {
  const { width, height } = POSTER
  const transformation = `w-${width},h-${height},c-at_max`
  return signUrl(account, `${addressOf(path)}/ik-thumbnail.jpg?tr=${transformation}`, expires)
}

/** The size of the poster of a video, in pixels. A small video is not enlarged. */
export function posterSize({ width, height }: Size): Size {
  const scale = Math.min(1, POSTER.width / width, POSTER.height / height)
  return { width: Math.round(width * scale), height: Math.round(height * scale) }
}

function addressOf(path: string): string {
  return encodeURI(path.replace(/^\//, ''))
}
