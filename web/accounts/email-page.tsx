import { useSignal } from '@preact/signals'
import { email } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import { FormAlert, FormField, Submit, useForm } from '../ui/form.tsx'
import { Notice } from '../ui/states.tsx'
import { PasswordField } from './credential-fields.tsx'
import { SendAgain } from './email-confirmation.tsx'
import { SettingsPage } from './settings-page.tsx'

export function EmailPage() {
  return (
    <SettingsPage title="Email">
      <EmailForm />
    </SettingsPage>
  )
}

function EmailForm() {
  const newEmail = useSignal('')
  const password = useSignal('')
  /** The address that a link was sent to. */
  const asked = useSignal<string | null>(null)
  const form = useForm({
    send: () =>
      attempt(api.changeEmail({ body: { password: password.value, newEmail: newEmail.value.trim() } })),
    onDone: () => {
      asked.value = newEmail.value.trim()
    },
    ofField: {
      InvalidCredentials: { path: 'password', message: 'Incorrect password.' },
      EmailTaken: { path: 'newEmail', message: 'An account with this email already exists.' },
    },
  })
  if (asked.value !== null) {
    return (
      <div role="status">
        <Notice icon="mail" title="Check your new inbox">
          <p>
            We have sent a link to {asked.value}. Your address changes when you open it, within a day. Until
            then you log in with the old one.
          </p>
          <a class="button" href="/account">
            Back to your account
          </a>
        </Notice>
      </div>
    )
  }
  return (
    <form class="card" {...form.props}>
      <CurrentEmail />
      <FormField
        form={form}
        text={newEmail}
        name="newEmail"
        label="New email"
        type="email"
        autoComplete="email"
        hint="We send a link there. Your address changes when you open it."
        required
      />
      <PasswordField form={form} text={password} />
      <FormAlert form={form} />
      <div class="buttons">
        <a class="button" href="/account">
          Cancel
        </a>
        <Submit form={form}>Change email</Submit>
      </div>
    </form>
  )
}

function CurrentEmail() {
  if (!email.value) return null
  const { address, isVerified } = email.value
  return (
    <div class="current-email">
      <p class="known">
        <span class="muted">Current email</span> {address}
      </p>
      <span class="badge" data-status={isVerified ? 'ready' : 'uploading'}>
        {isVerified ? 'Confirmed' : 'Not confirmed'}
      </span>
      {!isVerified && <SendAgain />}
    </div>
  )
}
