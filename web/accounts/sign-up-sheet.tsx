import { useSignal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Account } from '#client'
import { currentPath, navigate } from '../routing/router.ts'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { enter } from './session.ts'
import { LogInForm, RegisterForm } from './sign-in-forms.tsx'
import { type Wish, wish } from './wish.ts'

/** Over the page, so that nobody is led away from what they watch. */
export function SignUpSheet() {
  return wish.value && <Sheet wish={wish.value} />
}

function Sheet({ wish: { action, carryOut } }: { wish: Wish }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const isNew = useSignal(true)
  useLayoutEffect(() => dialog.current?.showModal(), [])

  async function done(account: Account) {
    if (account.role === 'user') await carryOut()
    else toast(`Partners cannot ${action}. Use a viewer account.`)
    // The lists are read again for this account, and have what was wished.
    enter(account)
    wish.value = null
    navigate(currentPath(), { replace: true })
  }
  const title = isNew.value ? `Sign up to ${action}` : `Log in to ${action}`
  return (
    <dialog
      class="sheet"
      ref={dialog}
      aria-labelledby="sheet-title"
      onClose={() => {
        wish.value = null
      }}
    >
      <div class="sheet-head">
        <h2 id="sheet-title">{title}</h2>
        <button type="button" class="icon-button" aria-label="Close" onClick={() => dialog.current?.close()}>
          <Icon name="close" />
        </button>
      </div>
      {isNew.value ? (
        <RegisterForm kind="user" onDone={account => void done(account)} />
      ) : (
        <LogInForm expected="user" onDone={account => void done(account)} />
      )}
      <p class="muted center">
        {isNew.value ? 'Already have an account? ' : 'New here? '}
        <button
          type="button"
          class="link-button"
          onClick={() => {
            isNew.value = !isNew.value
          }}
        >
          {isNew.value ? 'Log in' : 'Create an account'}
        </button>
      </p>
    </dialog>
  )
}
