import { ACCOUNT_PROTECTIONS } from './accounts.ts'
import { FAULT_PROTECTIONS } from './faults.ts'
import { FOLLOW_PROTECTIONS } from './follows.ts'
import { INPUT_PROTECTIONS } from './input.ts'
import { LIMIT_PROTECTIONS } from './limits.ts'
import { PAYOUT_PROTECTIONS } from './payouts.ts'
import { PLAYBACK_PROTECTIONS } from './playback.ts'
import type { Protection } from './protection.ts'
import { PURCHASE_PROTECTIONS } from './purchases.ts'
import { REQUEST_PROTECTIONS } from './requests.ts'
import { SEARCH_PROTECTIONS } from './search.ts'
import { SESSION_PROTECTIONS } from './sessions.ts'
import { STRIPE_PROTECTIONS } from './stripe.ts'
import { SUPPLY_PROTECTIONS } from './supply.ts'
import { TREND_PROTECTIONS } from './trends.ts'
import { VIDEO_PROTECTIONS } from './videos.ts'
import { VIEW_PROTECTIONS } from './views.ts'

/** One or more for each row of docs/trust.md. `npm run test:taken-out` shows that its tests notice. */
export const PROTECTIONS: readonly Protection[] = [
  ...ACCOUNT_PROTECTIONS,
  ...SESSION_PROTECTIONS,
  ...REQUEST_PROTECTIONS,
  ...VIDEO_PROTECTIONS,
  ...FAULT_PROTECTIONS,
  ...INPUT_PROTECTIONS,
  ...LIMIT_PROTECTIONS,
  ...SUPPLY_PROTECTIONS,
  ...PAYOUT_PROTECTIONS,
  ...STRIPE_PROTECTIONS,
  ...PURCHASE_PROTECTIONS,
  ...PLAYBACK_PROTECTIONS,
  ...FOLLOW_PROTECTIONS,
  ...TREND_PROTECTIONS,
  ...SEARCH_PROTECTIONS,
  ...VIEW_PROTECTIONS,
]
