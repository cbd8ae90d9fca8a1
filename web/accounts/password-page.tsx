import { useSignal } from '@preact/signals'
import { api, attempt } from '../api/api.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { toast } from '../ui/toast.tsx'
import { NewPasswordField, PasswordField } from './credential-fields.tsx'
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
  return (
    <form class="card" {...form.props}>
      <PasswordField form={form} text={currentPassword} name="currentPassword" label="Current password" />
      <NewPasswordField form={form} text={newPassword} hint="You will be logged out on all other devices." />
      <FormAlert form={form} />
      <div class="buttons">
        <Submit form={form}>Change password</Submit>
      </div>
    </form>
  )
}
