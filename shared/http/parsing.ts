let isCold = true

/** Compiling a schema takes zod longer than checking one answer without it, and a cold start waits for one. */
export function whileCold(): { jitless: boolean } {
  return { jitless: isCold }
}

/** The first request is answered: what is checked from now on is checked often. */
export function endOfColdStart(): void {
  isCold = false
}
