export const REEL_LIMITS = {
  titleCharacters: 120,
  descriptionCharacters: 2_000,
  tags: 10,
  tagCharacters: 30,
}

/** How far ahead a reel can be scheduled, in milliseconds. */
export const PUBLISH_AHEAD = { min: 5 * 60 * 1_000, max: 90 * 24 * 60 * 60 * 1_000 }

/** 4 MiB: in Base64 this fits into the 6 MB of a Lambda request with room to spare. */
export const MAX_BASE64_VIDEO_BYTES = 4 * 1024 * 1024

/** ImageKit reads a duration from the headers of a file, which can say anything. No reel lasts longer than a day. */
export const MAX_VIDEO_SECONDS = 24 * 60 * 60

/** What the gateway takes: so a video that is too large is refused as one, with its limit and the other way. */
export const MAX_REEL_BODY_BYTES = 10 * 1024 * 1024

/** A limit in bytes as people read it, such as `100 MiB`; a limit that is not a round number, in bytes. */
export function inMebibytes(bytes: number): string {
  const mebibytes = bytes / 1024 / 1024
  return Number.isInteger(mebibytes * 10) ? `${mebibytes} MiB` : `${bytes} bytes`
}
