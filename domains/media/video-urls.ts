// The rungs that ImageKit makes of a vertical video for phones; it leaves out those above the source.
const STREAM_HEIGHTS = 'sr-360_480_720_1080'

/** Where a stored video is played from. Absolute URLs. */
export interface VideoUrls {
  url: string
  thumbnailUrl: string
  streamUrl: string
}

/**
 * The URLs of a file below an endpoint of ImageKit. The file itself is asked for with `orig-true`: otherwise
 * ImageKit delivers another format than was uploaded if the browser accepts it.
 * https://imagekit.io/docs/adaptive-bitrate-streaming
 */
export function urlsOf(urlEndpoint: string, path: string): VideoUrls {
  const file = `${urlEndpoint}${encodeURI(path)}`
  return {
    url: `${file}?tr=orig-true`,
    thumbnailUrl: `${file}/ik-thumbnail.jpg`,
    streamUrl: `${file}/ik-master.m3u8?tr=${STREAM_HEIGHTS}`,
  }
}
