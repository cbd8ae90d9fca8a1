/** What can become of a purchase once it is paid. */
export const SALE_STATUSES = ['paid', 'refunding', 'refunded', 'disputed', 'lost'] as const
export type SaleStatus = (typeof SALE_STATUSES)[number]
