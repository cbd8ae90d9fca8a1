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

const WRONG_CLOCK_MILLISECONDS = 2 * 60_000

/** Can it be that addresses have ended which end then, or is something else wrong? */
export function mayHaveEnded(expiresAt: string, now: number): boolean {
  return now > Date.parse(expiresAt) - WRONG_CLOCK_MILLISECONDS
}
