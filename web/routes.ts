import { h } from 'preact'
import { AccountPage } from './accounts/account-page.tsx'
import { DevicesPage } from './accounts/devices-page.tsx'
import { EmailPage } from './accounts/email-page.tsx'
import { ForgotPage, ResetPage } from './accounts/forgotten-password-pages.tsx'
import { PasswordPage } from './accounts/password-page.tsx'
import { ProfilePage } from './accounts/profile-page.tsx'
import { LogInPage, RegisterPage } from './accounts/sign-in-pages.tsx'
import { VerifyEmailPage } from './accounts/verify-email-page.tsx'
import { FeedPage, FollowingPage, ReelPage, TrendingPage } from './feed/feed-pages.tsx'
import { LikedPage, PurchasedPage, SavedPage } from './lists/library-pages.tsx'
import { PartnerPage } from './lists/partner-page.tsx'
import { TagPage } from './lists/tag-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { PurchasesPage } from './purchases/purchases-page.tsx'
import { ReceiptPage } from './purchases/receipt-page.tsx'
import { ReturnPage } from './purchases/return-page.tsx'
import { type Route, route } from './routing/route.ts'
import { SearchPage } from './search/search-page.tsx'
import { EditPage } from './studio/edit-page.tsx'
import { PayoutsPage } from './studio/payouts-page.tsx'
import { PublishPage } from './studio/publish-page.tsx'
import { ReelStatisticsPage } from './studio/reel-statistics-page.tsx'
import { SalesPage } from './studio/sales-page.tsx'
import { StatisticsPage } from './studio/statistics-page.tsx'
import { StudioPage } from './studio/studio-page.tsx'

/**
 * All pages of the player. The first path that fits an address wins. Navigation entries are shown in this order;
 * the account and the login have a place of their own there.
 */
export const ROUTES: readonly Route[] = [
  route('/', FeedPage, {
    isWatching: true,
    navigation: { label: 'Feed', icon: 'home', shownTo: 'everyone' },
  }),
  route('/search', SearchPage, {
    navigation: { label: 'Search', icon: 'search', shownTo: 'everyone' },
  }),
  route('/trending', TrendingPage, { isWatching: true, within: '/' }),
  route('/following', FollowingPage, { isWatching: true, within: '/' }),
  route('/reels/:reelId', ReelPage, { isWatching: true, within: '/' }),
  route('/tags/:tag', TagPage, { within: '/' }),
  route('/partners/:partnerId', PartnerPage, { within: '/' }),

  route('/saved', SavedPage, { navigation: { label: 'Library', icon: 'bookmark', shownTo: 'viewers' } }),
  route('/liked', LikedPage, { within: '/saved' }),
  route('/library', PurchasedPage, { within: '/saved' }),

  route('/purchases/return', ReturnPage, { within: '/saved' }),

  route('/studio/new', PublishPage, {
    navigation: { label: 'Publish', icon: 'plus', shownTo: 'partners' },
  }),
  route('/studio', StudioPage, { navigation: { label: 'Studio', icon: 'film', shownTo: 'partners' } }),
  route('/studio/statistics', StatisticsPage, { within: '/studio' }),
  route('/studio/:reelId/statistics', ReelStatisticsPage, { within: '/studio' }),
  route('/studio/sales', SalesPage, { within: '/studio' }),
  route('/studio/payouts', PayoutsPage, { within: '/studio' }),
  route('/studio/:reelId', EditPage, { within: '/studio' }),

  route('/purchases', PurchasesPage, { within: '/account' }),
  route('/purchases/:purchaseId/receipt', ReceiptPage, { within: '/account' }),

  route('/account', AccountPage),
  route('/account/profile', ProfilePage, { within: '/account' }),
  route('/account/email', EmailPage, { within: '/account' }),
  route('/account/password', PasswordPage, { within: '/account' }),
  route('/account/devices', DevicesPage, { within: '/account' }),

  route('/login', LogInPage),
  route('/register', RegisterPage, { within: '/login' }),
  route('/forgot-password', ForgotPage, { within: '/login' }),
  route('/reset-password', ResetPage, { within: '/login' }),
  route('/verify-email', VerifyEmailPage, { within: '/account' }),
]

const NOT_FOUND: Route = { path: '', open: () => h(NotFoundPage, {}) }

/** The route of an address. If there is none, its page says so. */
export function routeOf(url: URL): Route {
  return ROUTES.find(candidate => candidate.open(url) !== null) ?? NOT_FOUND
}
