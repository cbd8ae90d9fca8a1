import type { ReadReel } from '#domains/reels/model.ts'

/**
 * Is this reel public at this time? Everything that lets somebody else than its partner see a reel, or do something with
 * it, asks this function or uses the filter below. A scheduled reel is a ready one whose time lies ahead.
 */
export function isPublicAt(
  { status, publishedAt }: Pick<ReadReel, 'status' | 'publishedAt'>,
  now: Date,
): boolean {
  // [93 shown] No job makes a reel public: its time does.
  return status === 'ready' && publishedAt !== null && publishedAt <= now
}

/** The filter that the same reels pass. */
export function publicAt(now: Date) {
  // [93 filter] What is done with a reel is not done before its time.
  return { status: 'ready', publishedAt: { $lte: now } } as const
}
