/** Before their end, so that a clock that is wrong by a minute, or a slow network, stops nothing. */
const MARGIN_MILLISECONDS = 90_000
/** A clock that is far ahead of the API's would ask all the time. */
const SHORTEST_MILLISECONDS = 30_000
/** Browsers take a longer wait for none at all. */
const LONGEST_MILLISECONDS = 24 * 60 * 60_000

/** In how many milliseconds addresses that end then are to be renewed. */
export function renewalIn(expiresAt: string, now: number): number {
  const wanted = Date.parse(expiresAt) - now - MARGIN_MILLISECONDS
  return Math.min(Math.max(wanted, SHORTEST_MILLISECONDS), LONGEST_MILLISECONDS)
}
