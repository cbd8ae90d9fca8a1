/** What waits, for each who asked for it; whose turn is next comes first. */
const waiting = new Map<string, (() => Promise<void>)[]>()
/** How many things are being done. */
let working = 0
/** For whom something is being done, or was a moment ago in vain. */
const busy = new Set<string>()

/** Where one process serves many requests (a laptop's gateway), bcryptjs has this many threads. */
export const AT_ONCE = 2

/** How long those rest whose turn was in vain, as a multiple of what it took. */
const REST = 1

/**
 * Does two things at once, and one at a time for each who asks, in turns: fifty at once would take 5 s, and the time-outs
 * of the database would run out meanwhile; and one address that guesses would hold up everybody else. If `isInVain` says
 * so of the result, others who wait for the same one wait longer. A Lambda has one request at a time, so nothing waits
 * there.
 */
export function inTurn<T>(
  who: string,
  work: () => Promise<T>,
  isInVain?: (result: T) => boolean,
): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const theirs = waiting.get(who) ?? []
  waiting.set(who, theirs)
  theirs.push(async () => {
    const startedAt = performance.now()
    working += 1
    busy.add(who)
    let rest = 0
    try {
      const result = await work()
      if (isInVain?.(result)) rest = REST * (performance.now() - startedAt)
      resolve(result)
    } catch (error) {
      reject(error)
    }
    working -= 1
    if (rest > 0 && waiting.has(who)) setTimeout(() => endTurn(who), rest)
    else endTurn(who)
    startNext()
  })
  startNext()
  return promise
}

function endTurn(who: string): void {
  busy.delete(who)
  startNext()
}

function startNext(): void {
  while (working < AT_ONCE) {
    const next = [...waiting].find(([who]) => !busy.has(who))
    if (!next) return
    const [who, theirs] = next
    const turn = theirs.shift()
    waiting.delete(who)
    // Behind all others.
    if (theirs.length > 0) waiting.set(who, theirs)
    void turn?.()
  }
}
