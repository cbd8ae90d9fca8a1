import { ACCOUNT_ROUTES } from './account-routes.ts'
import { BALANCE_ROUTES } from './balance-routes.ts'
import { EVENT_ROUTES } from './event-routes.ts'
import type { Route } from './route.ts'
import { SALE_ROUTES } from './sale-routes.ts'

/** All that the API can do. */
export const ROUTES: readonly Route[] = [
  ...ACCOUNT_ROUTES,
  ...SALE_ROUTES,
  ...BALANCE_ROUTES,
  ...EVENT_ROUTES,
]
