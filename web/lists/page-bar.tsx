import type { ComponentChildren } from 'preact'
import { goBack } from '../routing/router.ts'
import { Icon } from '../ui/icons.tsx'
import { shareLink } from '../ui/share-link.ts'

interface Props {
  /** What is shared. */
  title: string
  children?: ComponentChildren
}

/** Above a page that others can be sent to: the way back, and a button to share its address. */
export function PageBar({ title, children }: Props) {
  return (
    <div class="page-bar">
      <button type="button" class="icon-button" aria-label="Back" onClick={() => goBack('/')}>
        <Icon name="back" />
      </button>
      {children}
      <button
        type="button"
        class="icon-button"
        aria-label="Share this page"
        onClick={() => void shareLink(title, window.location.href)}
      >
        <Icon name="share" />
      </button>
    </div>
  )
}
