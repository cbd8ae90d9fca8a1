import { setTimeout as pause } from 'node:timers/promises'
import type { RunningProcess } from './running-process.ts'

export interface Kept<Running> {
  /** As it was when it started first. A part that is started again has the same address. */
  first: Running
  /**
   * Ends it on purpose, and starts it again.
   * @throws what the start throws; it is not running then, until the next call
   */
  restart(): Promise<void>
  close(): Promise<void>
}

interface Keeping<Running> {
  /** As in "The media server has ended". */
  name: string
  /** @param first the part as it started first, whose address the next one must have; null for the first one itself */
  start: (first: Running | null) => Promise<Running>
  /** Takes whole sentences for a person. */
  say: (text: string) => void
  /** Milliseconds before the second attempt to start it again. The wait doubles with each further one. */
  firstPause?: number
}

const MAX_PAUSE = 30_000
/** A part that has run for this long is started again without a pause. */
const SETTLED_MILLISECONDS = 60_000

/**
 * Starts a part, and starts it again whenever it ends by itself.
 * @throws what the first start throws
 */
export async function keepRunning<Running extends RunningProcess>({
  name,
  start,
  say,
  firstPause = 500,
}: Keeping<Running>): Promise<Kept<Running>> {
  const first = await start(null)
  let current = first
  /** What is being waited for, until `restart` or `close` ends it. */
  let turn = new AbortController()
  let watching = Promise.resolve()
  let failures = 0

  function watch(running: Running): void {
    current = running
    turn = new AbortController()
    watching = startAgainAfter(running, turn.signal)
  }

  async function startAgainAfter(running: Running, over: AbortSignal): Promise<void> {
    const startedAt = Date.now()
    const [how = '', ...printed] = (await running.ended).split('\n')
    if (over.aborted) return
    say(`The ${name} has ended by itself (${how}). It is started again, with its data.`)
    if (printed.length > 0) say(printed.map(line => `  ${line}`).join('\n'))
    if (Date.now() - startedAt > SETTLED_MILLISECONDS) failures = 0
    for (; !over.aborted; failures += 1) {
      const again = await attempt(over)
      if (!again) continue
      failures += 1
      if (over.aborted) return again.close()
      say(`The ${name} is running again.`)
      return watch(again)
    }
  }

  async function attempt(over: AbortSignal): Promise<Running | null> {
    try {
      const wait = failures === 0 ? 0 : Math.min(firstPause * 2 ** (failures - 1), MAX_PAUSE)
      await pause(wait, null, { signal: over })
      return await start(first)
    } catch (error) {
      const reason = error instanceof Error ? error.message : String(error)
      if (!over.aborted) say(`The ${name} could not be started again: ${reason}`)
      return null
    }
  }

  async function end(): Promise<void> {
    turn.abort()
    await current.close()
    await watching
  }

  watch(first)
  return {
    first,
    async restart() {
      await end()
      failures = 0
      watch(await start(first))
    },
    close: end,
  }
}
