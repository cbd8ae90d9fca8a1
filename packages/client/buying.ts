import type { Client, Result } from './client.ts'
import type { Reel } from './operations.ts'

export interface BuyOptions {
  /** Where Stripe sends the buyer afterwards: a page on an allowed origin. */
  returnUrl: string
  /** The version of the terms that the buyer has agreed to, from `GET /config`. */
  termsVersion: string
  /** Opens the page of Stripe, for example in another tab or in the browser of a phone. */
  open: (checkoutUrl: string) => unknown
  signal?: AbortSignal | null
}

/** The API takes one question in two seconds. */
const PAUSE_MILLISECONDS = 2_500

/**
 * Buys a reel: opens the page of Stripe, and waits until the purchase is paid or over. A purchase that is `processing` has
 * a slow payment method, so it is not waited for. A page that is left for Stripe asks `refreshPurchase` when it is opened again
 * instead.
 * @returns the purchase as it is then, or why it could not be begun or followed
 * @throws what a call of the client throws, and `AbortError` if `signal` aborts; the checkout stays open then
 */
export async function buyReel(
  api: Pick<Client, 'buyReel' | 'refreshPurchase'>,
  { id, price }: Pick<Reel, 'id' | 'price'>,
  { returnUrl, termsVersion, open, signal = null }: BuyOptions,
): Promise<Result<'buyReel'> | Result<'refreshPurchase'>> {
  const begun = await api.buyReel({ params: { reelId: id }, body: { price, returnUrl, termsVersion } })
  if (!begun.ok) return begun
  const { checkout } = begun.data.purchase
  if (!checkout) return begun
  await open(checkout.url)
  const params = { purchaseId: begun.data.purchase.id }
  for (;;) {
    await pause(signal)
    const asked = await api.refreshPurchase({ params })
    const isTooSoon = !asked.ok && asked.problem.code === 'TooManyRequests'
    const isOpen = asked.ok && asked.data.purchase.status === 'open'
    if (!isTooSoon && !isOpen) return asked
  }
}

function pause(signal: AbortSignal | null): Promise<void> {
  return new Promise((resolve, reject) => {
    function abort() {
      clearTimeout(timer)
      reject(Object.assign(new Error('Nobody waits for the purchase any more'), { name: 'AbortError' }))
    }
    const timer = setTimeout(() => {
      signal?.removeEventListener('abort', abort)
      resolve()
    }, PAUSE_MILLISECONDS)
    if (signal?.aborted) abort()
    else signal?.addEventListener('abort', abort)
  })
}
