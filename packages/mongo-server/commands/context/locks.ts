import { type Holder, LockConflict } from '../../storage/writer.ts'
import type { Context } from './context.ts'
import { assertTime } from './turns.ts'

/** Waits until the holder of a lock is done. Throws if the command has to end before that. */
export async function waitFor(context: Context, holder: Holder): Promise<void> {
  const { deadline, operation } = context
  const { promise: woken, resolve: wake } = Promise.withResolvers<void>()
  const timer = deadline === undefined ? null : setTimeout(wake, Math.max(0, deadline - performance.now()))
  const wakeUp = () => wake()
  context.client.gone.addEventListener('abort', wakeUp)
  if (operation) Object.assign(operation, { waiting: true, wake })
  try {
    await Promise.race([holder.finished, woken])
  } finally {
    if (timer) clearTimeout(timer)
    context.client.gone.removeEventListener('abort', wakeUp)
    if (operation) Object.assign(operation, { waiting: false, wake: null })
  }
  assertTime(context)
}

/** Runs one atomic step. Outside of a transaction it waits while a transaction holds what the step needs. */
export async function withLocks<T>(context: Context, step: () => T): Promise<T> {
  for (;;) {
    assertTime(context)
    try {
      return step()
    } catch (error) {
      if (!(error instanceof LockConflict)) throw error
      await waitFor(context, error.holder)
    }
  }
}
