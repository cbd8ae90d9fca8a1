import type { VNode } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { AccountPage } from './accounts/account-page.tsx'
import { DevicesPage } from './accounts/devices-page.tsx'
import { ForgotPage, ResetPage } from './accounts/forgotten-password-pages.tsx'
import { PasswordPage } from './accounts/password-page.tsx'
import { ProfilePage } from './accounts/profile-page.tsx'
import { LogInPage, RegisterPage } from './accounts/sign-in-pages.tsx'
import { isOffline } from './api.ts'
import { FeedPage, ReelPage, TagPage } from './feed/feed-pages.tsx'
import { LikedPage, SavedPage } from './lists/grid-pages.tsx'
import { PartnerPage } from './lists/partner-page.tsx'
import { Navigation } from './navigation.tsx'
import { type Route, route, visit } from './router.ts'
import { EditPage } from './studio/edit-page.tsx'
import { PublishPage } from './studio/publish-page.tsx'
import { StudioPage } from './studio/studio-page.tsx'
import { Icon } from './ui/icons.tsx'
import { Notice } from './ui/states.tsx'
import { Toasts } from './ui/toast.tsx'

export function App() {
  const current = route.value
  const main = useRef<HTMLElement>(null)
  const isFirst = useRef(true)
  useEffect(() => {
    // A new page begins at its beginning, for screen readers and the keyboard too.
    if (!isFirst.current) main.current?.focus()
    isFirst.current = false
  }, [current])
  const isDark = current.page === 'feed' || current.page === 'reel' || current.page === 'tag'
  return (
    <div class="app" data-page={current.page} data-watching={isDark || undefined}>
      <a class="skip" href="#main">
        Skip to content
      </a>
      <Navigation />
      {isOffline.value && (
        <p class="offline" role="status">
          <Icon name="offline" /> You are offline. What has already loaded still works.
        </p>
      )}
      <main id="main" tabIndex={-1} ref={main}>
        {pageOf(current)}
      </main>
      <Toasts />
    </div>
  )
}

function pageOf(current: Route): VNode {
  switch (current.page) {
    case 'feed':
      return <FeedPage key={visit.value} price={current.price} />
    case 'reel':
      return <ReelPage key={visit.value} reelId={current.reelId} from={current.from} />
    case 'tag':
      return <TagPage key={visit.value} tag={current.tag} />
    case 'partner':
      return <PartnerPage partnerId={current.partnerId} />
    case 'saved':
      return <SavedPage />
    case 'liked':
      return <LikedPage />
    case 'account':
      return <AccountPage />
    case 'profile':
      return <ProfilePage />
    case 'password':
      return <PasswordPage />
    case 'devices':
      return <DevicesPage />
    case 'studio':
      return <StudioPage />
    case 'publish':
      return <PublishPage />
    case 'edit':
      return <EditPage reelId={current.reelId} />
    case 'login':
      return <LogInPage role={current.role} next={current.next} />
    case 'register':
      return <RegisterPage role={current.role} next={current.next} />
    case 'forgot':
      return <ForgotPage role={current.role} />
    case 'reset':
      return <ResetPage token={current.token} />
    case 'missing':
      return (
        <div class="page">
          <h1>Page not found</h1>
          <Notice icon="alert" title="This page does not exist">
            <a class="button" href="/">
              Back to the feed
            </a>
          </Notice>
        </div>
      )
  }
}
