// The rungs that ImageKit makes of a vertical video for phones; it leaves out those above the source.
const STREAM_HEIGHTS = 'sr-360_480_720_1080'

/**
 * The URLs of a file, absolute. `orig-true` keeps ImageKit from delivering another format than was uploaded.
 * https://imagekit.io/docs/adaptive-bitrate-streaming
 */
export function urlsOf(urlEndpoint: string, path: string) {
  const file = `${urlEndpoint}${encodeURI(path)}`
  return {
    url: `${file}?tr=orig-true`,
    thumbnailUrl: `${file}/ik-thumbnail.jpg`,
    streamUrl: `${file}/ik-master.m3u8?tr=${STREAM_HEIGHTS}`,
  }
}
