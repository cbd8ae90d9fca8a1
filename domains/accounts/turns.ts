/** What waits, for each who asked for it; whose turn is next comes first. */
const waiting = new Map<string, (() => Promise<void>)[]>()
let isWorking = false

/**
 * Does one thing after the other, and takes turns between those who ask. bcryptjs works on this thread in slices of
 * 100 ms. Where one process serves many requests (a laptop's gateway), fifty at once would take turns of 5 s, and the
 * time-outs of the database would run out meanwhile; and one address that guesses would hold up everybody else.
 */
export function inTurn<T>(who: string, work: () => Promise<T>): Promise<T> {
  const { promise, resolve, reject } = Promise.withResolvers<T>()
  const theirs = waiting.get(who) ?? []
  waiting.set(who, theirs)
  theirs.push(() => Promise.resolve().then(work).then(resolve, reject))
  if (!isWorking) void workOn()
  return promise
}

async function workOn(): Promise<void> {
  isWorking = true
  for (let turn = nextTurn(); turn; turn = nextTurn()) await turn()
  isWorking = false
}

function nextTurn(): (() => Promise<void>) | undefined {
  const [first] = waiting
  if (!first) return undefined
  const [who, theirs] = first
  const turn = theirs.shift()
  waiting.delete(who)
  // Behind all others.
  if (theirs.length > 0) waiting.set(who, theirs)
  return turn
}
