let isCold = true

/**
 * How zod is to check what belongs to a request. It compiles a schema at its first use, which takes longer than
 * to do without for the one answer that a cold start waits for.
 */
export function whileCold(): { jitless: boolean } {
  return { jitless: isCold }
}

/** The first request is answered: what is checked from now on is checked often. */
export function endOfColdStart(): void {
  isCold = false
}
