import { account } from './accounts/account.ts'
import { type Route, route } from './router.ts'
import { Avatar } from './ui/avatar.tsx'
import { Icon, type IconName } from './ui/icons.tsx'

interface Destination {
  href: string
  label: string
  icon: IconName
  pages: readonly Route['page'][]
}

const FEED: Destination = {
  href: '/',
  label: 'Feed',
  icon: 'home',
  pages: ['feed', 'reel', 'tag', 'partner'],
}
const SAVED: Destination = { href: '/saved', label: 'Saved', icon: 'bookmark', pages: ['saved'] }
const LIKED: Destination = { href: '/liked', label: 'Liked', icon: 'heart', pages: ['liked'] }
const STUDIO: Destination = { href: '/studio', label: 'Studio', icon: 'film', pages: ['studio', 'edit'] }
const PUBLISH: Destination = { href: '/studio/new', label: 'Publish', icon: 'plus', pages: ['publish'] }

const ACCOUNT: readonly Route['page'][] = ['account', 'profile', 'password', 'devices']
const SIGN_IN: readonly Route['page'][] = ['login', 'register', 'forgot', 'reset']

/** Beside the page on a wide screen, below it on a phone. */
export function Navigation() {
  const someone = account.value
  const destinations = someone?.role === 'partner' ? [FEED, PUBLISH, STUDIO] : [FEED, SAVED, LIKED]
  return (
    <header class="navigation">
      <a class="logo" href="/" aria-label="Reels home">
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span>Reels</span>
      </a>
      <nav aria-label="Main">
        {destinations.map(destination => (
          <NavigationLink key={destination.href} {...destination} />
        ))}
        {someone ? (
          <a class="nav-link nav-account" href="/account" aria-current={current(ACCOUNT)}>
            <Avatar id={someone.id} name={someone.name} />
            <span class="nav-name">
              <span class="nav-label">{someone.name}</span>
              <span class="nav-role">{someone.role === 'partner' ? 'Partner' : 'Viewer'}</span>
            </span>
          </a>
        ) : (
          <a class="nav-link nav-account" href="/login" aria-current={current(SIGN_IN)}>
            <Icon name="user" />
            <span class="nav-label">Log in</span>
          </a>
        )}
      </nav>
    </header>
  )
}

function NavigationLink({ href, label, icon, pages }: Destination) {
  const isCurrent = current(pages)
  return (
    <a class="nav-link" href={href} aria-current={isCurrent}>
      <Icon name={icon} filled={isCurrent === 'page' && icon !== 'plus' && icon !== 'film'} />
      <span class="nav-label">{label}</span>
    </a>
  )
}

function current(pages: readonly Route['page'][]): 'page' | undefined {
  return pages.includes(route.value.page) ? 'page' : undefined
}
