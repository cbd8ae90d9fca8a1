/**
 * What became of a purchase. `open`: can be paid. `processing`: the payment method is slow. `expired`, `failed`,
 * `canceled`: not paid. `paid`. `refunding`: the refund is under way. `refunded`. `disputed`: the buyer's bank has asked the
 * money back. `lost`: the bank has kept it.
 */
export const PURCHASE_STATUSES = [
  'open',
  'processing',
  'paid',
  'expired',
  'failed',
  'canceled',
  'refunding',
  'refunded',
  'disputed',
  'lost',
] as const

/** The statuses of a purchase that was paid, whatever became of it then. */
export const PAID_STATUSES = ['paid', 'refunding', 'refunded', 'disputed', 'lost'] as const

export function wasPaid(status: (typeof PURCHASE_STATUSES)[number]): boolean {
  return PAID_STATUSES.some(each => each === status)
}

/** The statuses of a purchase that ended without being paid. Money may still come late. */
const UNPAID_STATUSES = ['expired', 'failed', 'canceled'] as const

export function endedUnpaid(status: (typeof PURCHASE_STATUSES)[number]): boolean {
  return UNPAID_STATUSES.some(each => each === status)
}

const ACTIVE_DISPUTES = ['needs_response', 'under_review', 'appeal_needs_response', 'appeal_under_review']

/** Has a dispute taken the money, and is it undecided? Not an inquiry, which takes none. */
export function isActive(disputeStatus: string): boolean {
  return ACTIVE_DISPUTES.includes(disputeStatus)
}
