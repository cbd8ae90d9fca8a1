import { h } from 'preact'
import { LogInPage, RegisterPage } from './accounts/sign-in-pages.tsx'
import { FeedPage, FollowingPage, ReelPage, TrendingPage } from './feed/feed-pages.tsx'
import { LikedPage, PurchasedPage, SavedPage } from './lists/library-pages.tsx'
import { PartnerPage } from './lists/partner-page.tsx'
import { TagPage } from './lists/tag-page.tsx'
import { NotFoundPage } from './not-found-page.tsx'
import { later } from './routing/later.tsx'
import { type Route, route } from './routing/route.ts'

const AccountPage = later(async () => (await import('./accounts/account-page.tsx')).AccountPage)
const SearchPage = later(async () => (await import('./search/search-page.tsx')).SearchPage)
const ForgotPage = later(async () => (await import('./accounts/forgotten-password-pages.tsx')).ForgotPage)
const ResetPage = later(async () => (await import('./accounts/forgotten-password-pages.tsx')).ResetPage)
const DevicesPage = later(async () => (await import('./accounts/devices-page.tsx')).DevicesPage)
const EmailPage = later(async () => (await import('./accounts/email-page.tsx')).EmailPage)
const PasswordPage = later(async () => (await import('./accounts/password-page.tsx')).PasswordPage)
const ProfilePage = later(async () => (await import('./accounts/profile-page.tsx')).ProfilePage)
const VerifyEmailPage = later(async () => (await import('./accounts/verify-email-page.tsx')).VerifyEmailPage)
const PurchasesPage = later(async () => (await import('./purchases/purchases-page.tsx')).PurchasesPage)
const ReceiptPage = later(async () => (await import('./purchases/receipt-page.tsx')).ReceiptPage)
const ReturnPage = later(async () => (await import('./purchases/return-page.tsx')).ReturnPage)
const EditPage = later(async () => (await import('./studio/edit-page.tsx')).EditPage)
const PayoutsPage = later(async () => (await import('./studio/payouts-page.tsx')).PayoutsPage)
const PublishPage = later(async () => (await import('./studio/publish-page.tsx')).PublishPage)
const ReelStatisticsPage = later(
  async () => (await import('./studio/reel-statistics-page.tsx')).ReelStatisticsPage,
)
const SalesPage = later(async () => (await import('./studio/sales-page.tsx')).SalesPage)
const StatisticsPage = later(async () => (await import('./studio/statistics-page.tsx')).StatisticsPage)
const StudioPage = later(async () => (await import('./studio/studio-page.tsx')).StudioPage)

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
