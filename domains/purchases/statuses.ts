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
