import { useSignal } from '@preact/signals'
import { api, attempt } from '../api.ts'
import { navigate } from '../router.ts'
import { Field, faultOf } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { toast } from '../ui/toast.tsx'
import { SettingsPage } from './settings-page.tsx'

export function PasswordPage() {
  return (
    <SettingsPage title="Password">
      <PasswordForm />
    </SettingsPage>
  )
}

function PasswordForm() {
  const currentPassword = useSignal('')
  const newPassword = useSignal('')
  const form = useForm({
    send: () =>
      attempt(
        api.changePassword({
          body: { currentPassword: currentPassword.value, newPassword: newPassword.value },
        }),
      ),
    onDone: () => {
      toast('Password changed. You are logged out on all other devices.')
      navigate('/account')
    },
    ofField: { InvalidCredentials: { path: 'currentPassword', message: 'Incorrect password.' } },
  })
  const faults = form.failure.value?.faults ?? []
  return (
    <form class="card" ref={form.element} onSubmit={form.submit}>
      <Field
        label="Current password"
        name="currentPassword"
        type="password"
        value={currentPassword.value}
        onInput={text => (currentPassword.value = text)}
        fault={faultOf(faults, 'currentPassword')}
        autoComplete="current-password"
        required
      />
      <Field
        label="New password"
        name="newPassword"
        type="password"
        value={newPassword.value}
        onInput={text => (newPassword.value = text)}
        fault={faultOf(faults, 'newPassword')}
        autoComplete="new-password"
        hint="At least 8 characters. You will be logged out on all other devices."
        required
      />
      <FormAlert form={form} />
      <div class="buttons">
        <Submit form={form}>Change password</Submit>
      </div>
    </form>
  )
}
