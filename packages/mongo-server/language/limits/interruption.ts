import { AsyncLocalStorage } from 'node:async_hooks'
import { MongoError } from '../values/errors.ts'

/** What the command that is running knows about its own end. */
interface Interruption {
  /** Throws if the command has used up its time, was killed, or if its client has gone. */
  check(): void
  /** Milliseconds of `performance.now()` at which its `maxTimeMS` is used up; undefined if it has none. */
  deadline(): number | undefined
}

/**
 * One evaluation of an expression cannot give up its turn half-way, so every other client waits for it. This is how
 * much of the processor it may use, in milliseconds. MongoDB has a thread for each client and no such limit.
 */
const LONGEST_EVALUATION = 1000

const STEPS_BETWEEN_LOOKS = 1024

/** Commands take turns on one thread; the async context tells whose turn it is without passing it everywhere. */
const running = new AsyncLocalStorage<Interruption>()

let steps = 0
/** Microseconds of the thread's processor time. */
let firstLook: number | undefined

export function interruptible<T>(interruption: Interruption, work: () => T): T {
  return running.run(interruption, work)
}

/** Throws MaxTimeMSExpired or Interrupted if the command that is running has to end. */
export function assertNotInterrupted(): void {
  running.getStore()?.check()
}

/** Milliseconds until the command that is running has used up its `maxTimeMS`; Infinity if it has none. */
export function timeLeft(): number {
  const deadline = running.getStore()?.deadline()
  return deadline === undefined ? Number.POSITIVE_INFINITY : deadline - performance.now()
}

/** Begins the evaluation of an expression for one document. */
export function startEvaluation(): void {
  firstLook = undefined
}

/**
 * Counts the work of an evaluation, about an array item a step, and looks at the clock now and then. Throws
 * MaxTimeMSExpired at the end of the command's time, or when the evaluation alone exceeds `LONGEST_EVALUATION`.
 */
export function countSteps(count = 1): void {
  steps += count
  if (steps >= STEPS_BETWEEN_LOOKS) look()
}

function look(): void {
  steps = 0
  assertNotInterrupted()
  const { user, system } = process.threadCpuUsage()
  firstLook ??= user + system
  if (user + system - firstLook <= LONGEST_EVALUATION * 1000) return
  throw new MongoError(
    'MaxTimeMSExpired',
    `operation exceeded time limit: evaluating one expression may take at most ${LONGEST_EVALUATION} ms on this server, because all clients share one thread`,
  )
}
