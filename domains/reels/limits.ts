export const REEL_LIMITS = {
  titleCharacters: 120,
  descriptionCharacters: 2_000,
  tags: 10,
  tagCharacters: 30,
  priceAmount: 99_999_999,
}

/** 4 MiB: what fits, in Base64, into the 6 MB of a Lambda request with room to spare. */
export const MAX_BASE64_VIDEO_BYTES = 4 * 1024 * 1024
