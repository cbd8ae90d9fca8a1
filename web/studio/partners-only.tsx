import type { ComponentChildren } from 'preact'
import { account } from '../api/account.ts'
import { paths } from '../routing/paths.ts'
import { Notice } from '../ui/states.tsx'

/** A page of the studio. Others than partners see how to get in. */
export function PartnersOnly({ children }: { children: ComponentChildren }) {
  if (account.value?.role === 'partner') return <>{children}</>
  return (
    <div class="page">
      <h1>Studio</h1>
      <Notice icon="film" title="The studio is for partners">
        <p>Log in with a partner account to publish reels.</p>
        <a class="button" href={paths.login('partner')}>
          Log in as a partner
        </a>
      </Notice>
    </div>
  )
}
