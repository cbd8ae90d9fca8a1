import type { ComponentChildren } from 'preact'
import type { Failure } from '../api/api.ts'
import { Icon, type IconName } from './icons.tsx'

interface NoticeProps {
  icon: IconName
  title: string
  /** The notice is the whole page: its title is the heading. */
  isPage?: boolean
  children?: ComponentChildren
}

/** Shown if there is nothing else to show: why, and what to do about it. */
export function Notice({ icon, title, isPage = false, children }: NoticeProps) {
  return (
    <div class="notice">
      <span class="notice-icon">
        <Icon name={icon} />
      </span>
      {isPage ? <h1>{title}</h1> : <h2>{title}</h2>}
      {children}
    </div>
  )
}

interface FailureProps {
  failure: Failure
  onRetry?: () => void
}

/** Why something is not shown, with the way on: trying again is offered only where that can help. */
export function FailureNotice({ failure: { code, message }, onRetry }: FailureProps) {
  const known = FOR_GOOD[code]
  return (
    <div role="alert">
      <Notice
        icon={known?.icon ?? (code === 'Unreachable' ? 'offline' : 'alert')}
        title={known?.title ?? (code === 'Unreachable' ? 'You are offline' : 'That did not work')}
      >
        <p>{message}</p>
        {known ? (
          <a class="button" href={known.href}>
            {known.way}
          </a>
        ) : (
          onRetry && (
            <button type="button" class="button" onClick={onRetry}>
              <Icon name="retry" /> Try again
            </button>
          )
        )}
      </Notice>
    </div>
  )
}

interface ForGood {
  icon: IconName
  title: string
  /** The words of the way on, and where it leads. */
  way: string
  href: string
}

const TO_FEED = { way: 'Back to the feed', href: '/' }
const LOGGED_OUT = { icon: 'user', title: 'You are logged out', way: 'Log in', href: '/login' } as const

/** Failures that stay however often one tries. */
const FOR_GOOD: Partial<Record<Failure['code'], ForGood>> = {
  ReelNotFound: { icon: 'film', title: 'This reel is gone', ...TO_FEED },
  PartnerNotFound: { icon: 'user', title: 'This partner is gone', way: 'Find partners', href: '/search' },
  PurchaseNotFound: {
    icon: 'receipt',
    title: 'This is not one of your purchases',
    way: 'Your purchases',
    href: '/purchases',
  },
  NotFound: { icon: 'alert', title: 'There is nothing here', ...TO_FEED },
  NotYourReel: { icon: 'film', title: 'This reel is not yours', way: 'Back to the studio', href: '/studio' },
  WrongRole: { icon: 'user', title: 'Your account cannot do this', ...TO_FEED },
  NotAuthenticated: LOGGED_OUT,
  SessionExpired: LOGGED_OUT,
}

export function Loading({ label }: { label: string }) {
  return (
    <p class="visually-hidden" role="status">
      {label}
    </p>
  )
}
