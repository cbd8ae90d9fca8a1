import { useSignal } from '@preact/signals'
import { account, email, type Someone } from '../api/account.ts'
import { paths } from '../routing/paths.ts'
import { navigate } from '../routing/router.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon, type IconName } from '../ui/icons.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { toast } from '../ui/toast.tsx'
import { DeleteAccount } from './delete-account.tsx'
import { EmailReminder } from './email-confirmation.tsx'
import { logOut } from './session.ts'
import { LoggedOut } from './settings-page.tsx'

interface MenuEntry {
  href: string
  icon: IconName
  label: string
}

const SETTINGS: readonly MenuEntry[] = [
  { href: '/account/profile', icon: 'pencil', label: 'Profile' },
  { href: '/account/email', icon: 'mail', label: 'Email' },
  { href: '/account/password', icon: 'key', label: 'Password' },
  { href: '/account/devices', icon: 'phone', label: 'Where you are logged in' },
]

export function AccountPage() {
  usePageHead('Account')
  const someone = account.value
  if (!someone) return <LoggedOut title="Account" />
  return (
    <div class="page">
      <h1>Account</h1>
      <div class="card account-head">
        <Avatar id={someone.id} name={someone.name} large />
        <div>
          <h2>{someone.name}</h2>
          <p class="muted">{someone.role === 'partner' ? 'Partner' : 'Viewer'}</p>
          {/* Its line is there before the address is known. */}
          <p class="muted">{email.value?.address ?? '\u00a0'}</p>
        </div>
      </div>
      <EmailReminder />
      <div class="account-menus">
        <Menu title="Yours" entries={ownPages(someone)} />
        <Menu title="Settings" entries={SETTINGS} />
        <section>
          <h2>Leave</h2>
          <ul class="menu">
            <li>
              <LogOut />
            </li>
            <li>
              <DeleteAccount role={someone.role} />
            </li>
          </ul>
        </section>
      </div>
    </div>
  )
}

function ownPages({ role, id }: Someone): readonly MenuEntry[] {
  return role === 'partner'
    ? [
        { href: '/studio', icon: 'film', label: 'Studio' },
        { href: '/studio/payouts', icon: 'wallet', label: 'Get paid' },
        { href: paths.partner(id), icon: 'user', label: 'Public page' },
      ]
    : [
        { href: '/saved', icon: 'bookmark', label: 'Library' },
        { href: '/purchases', icon: 'receipt', label: 'Purchases' },
        { href: '/following', icon: 'user', label: 'Following' },
      ]
}

function Menu({ title, entries }: { title: string; entries: readonly MenuEntry[] }) {
  return (
    <section>
      <h2>{title}</h2>
      <ul class="menu">
        {entries.map(({ href, icon, label }) => (
          <li key={href}>
            <a href={href}>
              <Icon name={icon} /> {label}
              <span class="menu-end">
                <Icon name="next" />
              </span>
            </a>
          </li>
        ))}
      </ul>
    </section>
  )
}

function LogOut() {
  const isSending = useSignal(false)
  async function leave() {
    isSending.value = true
    const outcome = await logOut()
    isSending.value = false
    if (outcome.ok) navigate('/')
    else toast(outcome.failure.message)
  }
  return (
    <button type="button" onClick={leave} disabled={isSending.value}>
      <Icon name="logout" /> Log out
    </button>
  )
}
