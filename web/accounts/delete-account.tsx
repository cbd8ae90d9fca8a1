import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { navigate } from '../router.ts'
import { Field, faultOf } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { deleteAccount, type Role } from './session.ts'

const GOES: Record<Role, string> = {
  user: 'Your likes and saved reels will be deleted too.',
  partner: 'Your reels and their videos, likes and saves will be deleted too.',
}

/** Nobody deletes an account by a slip: it takes the password once more. */
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
        <form ref={form.element} onSubmit={form.submit}>
          <h2 id="delete-account">Delete your account?</h2>
          <p class="muted">{GOES[role]} This cannot be undone.</p>
          <FormAlert form={form} />
          <Field
            label="Password"
            name="password"
            type="password"
            value={password.value}
            onInput={text => (password.value = text)}
            fault={faultOf(form.failure.value?.faults ?? [], 'password')}
            autoComplete="current-password"
            required
          />
          <div class="buttons">
            <button type="button" class="button" onClick={() => dialog.current?.close()}>
              Cancel
            </button>
            <Submit form={form} kind="danger">
              Delete permanently
            </Submit>
          </div>
        </form>
      </dialog>
    </>
  )
}
