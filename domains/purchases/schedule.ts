import type { Purchase } from '#domains/purchases/model.ts'

const MINUTE = 60 * 1_000
// [60 polled] If no event comes, what was paid must be known within five minutes.
const OPEN = 4 * MINUTE
const AFTER_EXPIRY = MINUTE
const SLOW_PAYMENT = 30 * MINUTE
const REFUND = 15 * MINUTE
const DISPUTE = 6 * 60 * MINUTE

/**
 * When the sweep asks Stripe about a purchase, if nobody does so before; null if nothing is expected to happen.
 * @param isComplete false if Stripe has not said yet what the payment has cost
 */
export function nextCheck(
  { status, expiresAt, refunds }: Pick<Purchase, 'status' | 'expiresAt' | 'refunds'>,
  now: Date,
  isComplete = true,
): Date | null {
  const after = (milliseconds: number) => new Date(now.getTime() + milliseconds)
  switch (status) {
    case 'open':
      return expiresAt > now
        ? new Date(Math.min(after(OPEN).getTime(), expiresAt.getTime() + AFTER_EXPIRY))
        : after(AFTER_EXPIRY)
    case 'processing':
      return after(SLOW_PAYMENT)
    case 'refunding':
      return after(REFUND)
    case 'disputed':
      return after(DISPUTE)
    case 'paid': {
      const isRefunding = refunds.some(each => each.status === 'pending')
      return isRefunding || !isComplete ? after(REFUND) : null
    }
    default:
      return null
  }
}
