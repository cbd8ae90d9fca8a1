import { createContext, Script } from 'node:vm'
import { MongoError } from '../values/errors.ts'
import { assertNotInterrupted, timeLeft } from './interruption.ts'
import { longestCheapText } from './pattern-cost.ts'

/** The longest time for one match, in milliseconds. MongoDB's PCRE has a limit too, counted in steps. */
const LONGEST_MATCH = 100

/** Some 0.1 ms: as little as the watch over a match costs. */
const CHEAP_STEPS = 2 ** 16
/** Some 10 to 50 ms. */
const BEARABLE_STEPS = 2 ** 22

interface Lengths {
  cheap: number
  bearable: number
}

const lengths = new WeakMap<RegExp, Lengths>()

interface Watch {
  match(): unknown
}

const watch: Watch = { match: () => undefined }
const context = createContext(watch)
const script = new Script('match()')

/**
 * Runs `match`, which applies `regex` to `text`. JavaScript's regular expressions backtrack without a limit, and only
 * `node:vm` can stop one half-way, for about 0.2 ms a call: so only a pattern that can take long on a text of this
 * length runs there. Throws MaxTimeMSExpired at the end of the command's time and 51156 after `LONGEST_MATCH`.
 */
export function boundedMatch<T>(regex: RegExp, text: string, match: () => T): T {
  const { cheap, bearable } = lengthsOf(regex)
  if (text.length <= cheap) return match()
  assertNotInterrupted()
  return text.length <= bearable ? match() : watched(match)
}

/** The test of a text by `regex`, within the bounds of `boundedMatch`. */
export function boundedTest(regex: RegExp): (text: string) => boolean {
  let cheap: number | undefined
  return text => {
    cheap ??= lengthsOf(regex).cheap
    return text.length <= cheap ? regex.test(text) : boundedMatch(regex, text, () => regex.test(text))
  }
}

function lengthsOf(regex: RegExp): Lengths {
  let known = lengths.get(regex)
  if (!known) {
    known = {
      cheap: longestCheapText(regex, CHEAP_STEPS),
      bearable: longestCheapText(regex, BEARABLE_STEPS),
    }
    lengths.set(regex, known)
  }
  return known
}

function watched<T>(match: () => T): T {
  let result: { value: T } | undefined
  watch.match = () => {
    result = { value: match() }
  }
  try {
    // The watch counts whole milliseconds and may be one early, when the command's time is not used up yet.
    const timeout = Math.min(LONGEST_MATCH, Math.ceil(timeLeft()) + 1)
    script.runInContext(context, { timeout: Math.max(1, timeout) })
  } catch (error) {
    if (!isTimeout(error)) throw error
    assertNotInterrupted()
    throw new MongoError(
      51156,
      `Error occurred while executing the regular expression. Result code: match limit exceeded, after ${LONGEST_MATCH} ms`,
    )
  } finally {
    watch.match = () => undefined
  }
  if (!result) throw new MongoError('InternalError', 'a match ended without a result')
  return result.value
}

/** The error comes from the other context, which has an `Error` class of its own. */
function isTimeout(error: unknown): boolean {
  return (
    typeof error === 'object' &&
    error !== null &&
    'code' in error &&
    error.code === 'ERR_SCRIPT_EXECUTION_TIMEOUT'
  )
}
