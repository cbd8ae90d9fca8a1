/** How many seconds of a reel with a price anybody can watch, if that is not more than a fifth of it. */
export const PREVIEW_SECONDS = 5
