import { MongoError } from '../../language/values/errors.ts'
import type { Context } from './context.ts'

/** Milliseconds after which a command lets the others have their turn. */
export const LONGEST_TURN = 10

export function maxTimeExpired(): MongoError {
  return new MongoError('MaxTimeMSExpired', 'operation exceeded time limit')
}

export function assertTime(context: Context): void {
  if (context.deadline !== undefined && performance.now() >= context.deadline) throw maxTimeExpired()
  if (context.operation?.killed) throw new MongoError('Interrupted', 'operation was interrupted')
  if (context.client.gone.aborted) {
    throw new MongoError('Interrupted', 'the client has closed its connection')
  }
}

/** Lets other clients have their turn. */
export function nextTurn(): Promise<void> {
  return new Promise<void>(resolve => setImmediate(resolve))
}

/** For long loops: the returned function ends the turn if it has lasted long enough. */
export function startTurns(context: Context): () => Promise<void> {
  let turn = performance.now()
  return async () => {
    if (performance.now() - turn <= LONGEST_TURN) return
    assertTime(context)
    await nextTurn()
    turn = performance.now()
  }
}

/** Pulls from `source` until `take` has enough, and ends the turn if it takes long. */
export async function pull<T>(
  context: Context,
  source: Iterator<T | undefined>,
  take: (value: T) => boolean,
): Promise<'more' | 'exhausted'> {
  let turn = performance.now()
  for (let pulled = 0; ; pulled++) {
    const step = source.next()
    if (step.done) return 'exhausted'
    if (step.value !== undefined && !take(step.value)) return 'more'
    if (step.value === undefined || pulled % 64 === 63) assertTime(context)
    if (performance.now() - turn > LONGEST_TURN) {
      await nextTurn()
      turn = performance.now()
    }
  }
}
