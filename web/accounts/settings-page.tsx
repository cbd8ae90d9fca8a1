import type { ComponentChildren } from 'preact'
import { account } from '../api/account.ts'
import { paths } from '../routing/paths.ts'
import { Icon } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { Notice } from '../ui/states.tsx'

interface Props {
  title: string
  children: ComponentChildren
}

/** A page of the account, with a link back to the account. Without a session it leads to the login. */
export function SettingsPage({ title, children }: Props) {
  usePageHead(title)
  if (account.value === null) return <LoggedOut title={title} />
  return (
    <div class="page narrow">
      <a class="way-back" href="/account">
        <Icon name="back" /> Account
      </a>
      <h1>{title}</h1>
      {children}
    </div>
  )
}

export function LoggedOut({ title }: { title: string }) {
  return (
    <div class="page">
      <h1>{title}</h1>
      <Notice icon="user" title="You are logged out">
        <a class="button" href={paths.login()}>
          Log in
        </a>
      </Notice>
    </div>
  )
}
