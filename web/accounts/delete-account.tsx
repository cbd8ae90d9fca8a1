import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import type { Role } from '../api/account.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { PasswordField } from './credential-fields.tsx'
import { deleteAccount } from './session.ts'

const CONSEQUENCES: Record<Role, string> = {
  user: 'Your likes and saved reels will be deleted too.',
  partner: 'Your reels and their videos, likes and saves will be deleted too.',
}

/** Asks for the password, so that nobody deletes an account by accident. */
export function DeleteAccount({ role }: { role: Role }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const password = useSignal('')
  const form = useForm({
    send: () => deleteAccount(password.value),
    onDone: () => {
      toast('Your account has been deleted.')
      navigate('/')
    },
    ofField: { InvalidCredentials: { path: 'password', message: 'Incorrect password.' } },
  })
  return (
    <>
      <button type="button" class="menu-danger" onClick={() => dialog.current?.showModal()}>
        <Icon name="trash" /> Delete account
      </button>
      <dialog ref={dialog} aria-labelledby="delete-account">
        <form {...form.props}>
          <h2 id="delete-account">Delete your account?</h2>
          <p class="muted">{CONSEQUENCES[role]} This cannot be undone.</p>
          <FormAlert form={form} />
          <PasswordField form={form} text={password} />
          <div class="buttons">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <Submit form={form} kind="danger">
              Delete account
            </Submit>
          </div>
        </form>
      </dialog>
    </>
  )
}
