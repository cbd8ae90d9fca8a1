import { type Holder, LockConflict } from '../storage/writer.ts'
import type { Context } from './context.ts'
import { assertTime, maxTimeExpired } from './turns.ts'

/** Waits until the holder of a lock is done, at most until the command's time is up. */
export async function waitFor(context: Context, holder: Holder): Promise<void> {
  if (context.deadline === undefined) return holder.finished
  const left = context.deadline - performance.now()
  const { promise, reject } = Promise.withResolvers<never>()
  const timer = setTimeout(() => reject(maxTimeExpired()), Math.max(0, left))
  try {
    await Promise.race([holder.finished, promise])
  } finally {
    clearTimeout(timer)
  }
}

/** Runs one atomic step; outside of a transaction it waits where a transaction holds what it needs. */
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
