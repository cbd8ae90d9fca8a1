import { AsyncLocalStorage } from 'node:async_hooks'
import type { Stripe } from 'stripe'
import { Outage } from '#shared/runtime/outage.ts'
import { reachStripe as reach } from '#shared/runtime/stripe.ts'

/** When the caller that waits for the answer gives up, in milliseconds of `performance.now`. */
const deadline = new AsyncLocalStorage<number>()
/** A request that a person waits for ends before this. */
const PATIENCE = 9_000

/** Does some work that a person waits for. All that it asks Stripe together must be answered in time. */
export function withinPatience<T>(work: () => Promise<T>): Promise<T> {
  return deadline.run(performance.now() + PATIENCE, work)
}

/**
 * Asks Stripe for something, within the patience of the caller that waits for it.
 * @throws Outage if it does not answer, is overloaded or fails: what has become of the request is then not known.
 *   Anything else that is thrown is a refusal, see `stripeRefusal`
 */
export async function reachStripe<T>(call: (stripe: Stripe) => Promise<T>): Promise<T> {
  const until = deadline.getStore()
  if (until === undefined) return reach(call)
  let timer: NodeJS.Timeout | undefined
  // One call may take its time; several after each other would take longer than anybody waits.
  const late = new Promise<never>((_, reject) => {
    const left = Math.max(0, until - performance.now())
    timer = setTimeout(
      () => reject(new Outage('payments', new Error('Stripe does not answer in time'))),
      left,
    )
  })
  try {
    return await Promise.race([reach(call), late])
  } finally {
    clearTimeout(timer)
  }
}
