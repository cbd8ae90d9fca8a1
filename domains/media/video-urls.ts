import { type SigningAccount, signUrl } from '#domains/media/signed-urls.ts'

// The rungs that ImageKit makes of a vertical video for phones; it leaves out those above the source.
const STREAM_HEIGHTS = 'sr-360_480_720_1080'

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

/** The first frame: the signature covers the time, so no other frame can be asked for. */
export function posterUrl(account: SigningAccount, path: string, expires: number): string {
  return signUrl(account, `${addressOf(path)}/ik-thumbnail.jpg`, expires)
}

function addressOf(path: string): string {
  return encodeURI(path.replace(/^\//, ''))
}
