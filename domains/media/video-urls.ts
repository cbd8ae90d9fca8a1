import { config } from '#shared/runtime/config.ts'

// The rungs that ImageKit makes of a vertical video for phones; it leaves out what is above the source.
const STREAM_HEIGHTS = 'sr-360_480_720_1080'

/**
 * Where a stored video is played from. The file itself is asked for with `orig-true`, because ImageKit
 * otherwise delivers another format than was uploaded wherever a browser would take it.
 * https://imagekit.io/docs/adaptive-bitrate-streaming
 */
export function videoUrls(path: string): { url: string; thumbnailUrl: string; streamUrl: string } {
  const file = `${config().media.urlEndpoint}${encodeURI(path)}`
  return {
    url: `${file}?tr=orig-true`,
    thumbnailUrl: `${file}/ik-thumbnail.jpg`,
    streamUrl: `${file}/ik-master.m3u8?tr=${STREAM_HEIGHTS}`,
  }
}
