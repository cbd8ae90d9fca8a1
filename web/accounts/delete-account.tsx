import { useSignal } from '@preact/signals'
import { useRef } from 'preact/hooks'
import { navigate } from '../router.ts'
import { Field, faultOf } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { deleteAccount, type Role } from './session.ts'

const GOES: Record<Role, string> = {
  user: 'Your likes and your saved reels go with it.',
  partner: 'Your reels and their videos go with it, and what others liked and saved of them.',
}

/** Nobody deletes an account by a slip: it takes the password once more. */
export function DeleteAccount({ role }: { role: Role }) {
  const dialog = useRef<HTMLDialogElement>(null)
  const password = useSignal('')
  const form = useForm({
    send: () => deleteAccount(password.value),
    onDone: () => {
      toast('Your account is deleted.')
      navigate('/')
    },
    ofField: { InvalidCredentials: { path: 'password', message: 'This is not your password.' } },
  })
  return (
    <>
      <button type="button" class="menu-danger" onClick={() => dialog.current?.showModal()}>
        <Icon name="trash" /> Delete account
      </button>
      <dialog ref={dialog} aria-labelledby="delete-account">
        <form ref={form.element} onSubmit={form.submit}>
          <h2 id="delete-account">Delete your account?</h2>
          <p class="muted">{GOES[role]} There is no way back.</p>
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
              Keep it
            </button>
            <Submit form={form} kind="danger">
              Delete for good
            </Submit>
          </div>
        </form>
      </dialog>
    </>
  )
}
