import { handlePayoutEvent } from '#domains/payouts/events.ts'
import type { HandleOther } from '#domains/purchases/events.ts'

/** Events about accounts and payouts of partners, which have nothing to do with one purchase. */
export const handleOtherEvent: HandleOther = handlePayoutEvent
