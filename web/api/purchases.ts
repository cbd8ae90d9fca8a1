import type { Reel } from '#client'
import { api, attempt, type Failure } from './api.ts'
import { readLimits } from './limits.ts'

/** Where buyers come back to. The API adds `purchase` and `checkout`. */
const RETURN_PATH = '/purchases/return'

/** Leads to the page where a reel is paid. Gives what went wrong if it does not. */
export async function startPurchase({ id, price }: Reel): Promise<Failure | null> {
  const limits = await readLimits()
  if (!limits.ok) return limits.failure
  const { termsVersion } = limits.data.payments
  const returnUrl = new URL(RETURN_PATH, window.location.origin).href
  const outcome = await attempt(
    api.buyReel({ params: { reelId: id }, body: { price, returnUrl, termsVersion } }),
  )
  if (!outcome.ok) return outcome.failure
  const { checkout } = outcome.data.purchase
  if (checkout) window.location.assign(checkout.url)
  return null
}
