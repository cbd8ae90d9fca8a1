import { account } from './api/account.ts'
import { ROUTES } from './routes.ts'
import type { NavigationEntry } from './routing/route.ts'
import { Avatar } from './ui/avatar.tsx'
import { Icon, type IconName } from './ui/icons.tsx'

interface Props {
  /** The path of the entry that is marked as current. */
  current: string
}

/** Beside the page on a wide screen, below it on a phone. */
export function Navigation({ current }: Props) {
  const someone = account.value
  const group = someone?.role === 'partner' ? 'partners' : 'viewers'
  return (
    <header class="navigation">
      <a class="logo" href="/" aria-label="Reels home">
        <img src="/icon.svg" alt="" width="32" height="32" />
        <span>Reels</span>
      </a>
      <nav aria-label="Main">
        {ROUTES.map(
          ({ path, navigation }) =>
            (navigation?.shownTo === 'everyone' || navigation?.shownTo === group) && (
              <NavigationLink key={path} path={path} entry={navigation} isCurrent={path === current} />
            ),
        )}
        {someone ? (
          <a class="nav-link nav-account" href="/account" aria-current={mark(current === '/account')}>
            <Avatar id={someone.id} name={someone.name} />
            <span class="nav-name">
              <span class="nav-label">{someone.name}</span>
              <span class="nav-role">{someone.role === 'partner' ? 'Partner' : 'Viewer'}</span>
            </span>
          </a>
        ) : (
          <a class="nav-link nav-account" href="/login" aria-current={mark(current === '/login')}>
            <Icon name="user" />
            <span class="nav-label">Log in</span>
          </a>
        )}
      </nav>
    </header>
  )
}

/** The others are lines, and would be blots. */
const FILLED: ReadonlySet<IconName> = new Set(['home', 'bookmark', 'heart'])

interface LinkProps {
  path: string
  entry: NavigationEntry
  isCurrent: boolean
}

function NavigationLink({ path, entry: { label, icon }, isCurrent }: LinkProps) {
  return (
    <a class="nav-link" href={path} aria-current={mark(isCurrent)}>
      <Icon name={icon} filled={isCurrent && FILLED.has(icon)} />
      <span class="nav-label">{label}</span>
    </a>
  )
}

function mark(isCurrent: boolean): 'page' | undefined {
  return isCurrent ? 'page' : undefined
}
