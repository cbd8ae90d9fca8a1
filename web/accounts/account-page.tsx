import { useSignal } from '@preact/signals'
import { navigate, paths } from '../router.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Icon } from '../ui/icons.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { account } from './account.ts'
import { logOut } from './session.ts'

export function AccountPage() {
  usePageTitle('Account')
  const isSending = useSignal(false)
  const someone = account.value
  if (!someone) {
    return (
      <div class="page">
        <h1>Account</h1>
        <Notice icon="user" title="You are logged out">
          <a class="button" href={paths.login()}>
            Log in
          </a>
        </Notice>
      </div>
    )
  }
  const leave = async () => {
    isSending.value = true
    const outcome = await logOut()
    isSending.value = false
    if (outcome.ok) navigate('/')
    else toast(outcome.failure.message)
  }
  return (
    <div class="page narrow">
      <h1>Account</h1>
      <div class="profile">
        <Avatar id={someone.id} name={someone.name} large />
        <div>
          <h2>{someone.name}</h2>
          <p class="muted">{someone.role === 'partner' ? 'Partner account' : 'Viewer account'}</p>
        </div>
      </div>
      <ul class="menu">
        {someone.role === 'partner' ? (
          <>
            <li>
              <a href="/studio">
                <Icon name="film" /> Studio
              </a>
            </li>
            <li>
              <a href={paths.partner(someone.id)}>
                <Icon name="user" /> Public page
              </a>
            </li>
          </>
        ) : (
          <>
            <li>
              <a href="/saved">
                <Icon name="bookmark" /> Saved reels
              </a>
            </li>
            <li>
              <a href="/liked">
                <Icon name="heart" /> Liked reels
              </a>
            </li>
          </>
        )}
        <li>
          <button type="button" onClick={leave} disabled={isSending.value}>
            <Icon name="logout" /> Log out
          </button>
        </li>
      </ul>
    </div>
  )
}
