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

export function FailureNotice({ failure, onRetry }: { failure: Failure; onRetry?: () => void }) {
  const isUnreachable = failure.code === 'Unreachable'
  return (
    <div role="alert">
      <Notice
        icon={isUnreachable ? 'offline' : 'alert'}
        title={isUnreachable ? 'You are offline' : 'That did not work'}
      >
        <p>{failure.message}</p>
        {onRetry && (
          <button type="button" class="button" onClick={onRetry}>
            <Icon name="retry" /> Try again
          </button>
        )}
      </Notice>
    </div>
  )
}

export function Loading({ label }: { label: string }) {
  return (
    <p class="visually-hidden" role="status">
      {label}
    </p>
  )
}
