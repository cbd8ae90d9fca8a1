let isCold = true

/** zod compiles a schema at its first use, which takes longer than to do without for one answer after a cold start. */
export function whileCold(): { jitless: boolean } {
  return { jitless: isCold }
}

/** The first request is answered: what is checked from now on is checked often. */
export function endOfColdStart(): void {
  isCold = false
}
