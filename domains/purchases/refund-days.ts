/** For how many days after a sale the buyer and the partner can ask for a refund. */
export const REFUND_DAYS = { buyer: 14, partner: 180 } as const
