import { useSignal } from '@preact/signals'
import { api, attempt } from '../api.ts'
import { navigate } from '../router.ts'
import { Field, faultOf } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { confirmSession, type Role } from './session.ts'
import { RoleChoice, SignInCard } from './sign-in-card.tsx'

/** Asks for a mail with a link to the page below. */
export function ForgotPage({ role }: { role: Role }) {
  const email = useSignal('')
  const isSent = useSignal(false)
  usePageTitle('Forgot your password?')
  const form = useForm({
    send: () => attempt(api.forgotPassword({ body: { email: email.value.trim(), role } })),
    onDone: () => {
      isSent.value = true
    },
  })
  if (isSent.value) {
    return (
      <Notice icon="mail" title="Check your email" isPage>
        <p>
          If there is an account for {email.value.trim()}, we have sent a link to set a new password. The link
          works for one hour.
        </p>
        <a class="button" href={`/login?as=${role}`}>
          Back to login
        </a>
      </Notice>
    )
  }
  return (
    <SignInCard title="Forgot your password?" form={form}>
      <RoleChoice role={role} path={other => `/forgot-password?as=${other}`} />
      <p class="muted">We will email you a link to set a new one.</p>
      <FormAlert form={form} />
      <Field
        label="Email"
        name="email"
        type="email"
        value={email.value}
        onInput={text => (email.value = text)}
        fault={faultOf(form.failure.value?.faults ?? [], 'email')}
        autoComplete="email"
        required
      />
      <Submit form={form} kind="primary wide">
        Send link
      </Submit>
      <p class="center">
        <a href={`/login?as=${role}`}>Back to login</a>
      </p>
    </SignInCard>
  )
}

/** Where the link of the mail leads: `PASSWORD_RESET_URL` of the API, with the token that it was given. */
export function ResetPage({ token }: { token: string }) {
  const password = useSignal('')
  usePageTitle('New password')
  const form = useForm({
    send: () => attempt(api.resetPassword({ body: { token, newPassword: password.value } })),
    onDone: async () => {
      // Every session of the account has ended, perhaps this one, too.
      await confirmSession()
      toast('Your new password is set. You can log in now.')
      navigate('/login', { replace: true })
    },
  })
  const isUseless = token === '' || form.failure.value?.code === 'InvalidToken'
  if (isUseless) {
    return (
      <Notice icon="alert" title="This link no longer works" isPage>
        <p>A link works once, and only for one hour.</p>
        <a class="button" href="/forgot-password">
          Get a new link
        </a>
      </Notice>
    )
  }
  return (
    <SignInCard title="Set a new password" form={form}>
      <p class="muted">You will be logged out on all devices.</p>
      <FormAlert form={form} />
      <Field
        label="New password"
        name="newPassword"
        type="password"
        value={password.value}
        onInput={text => (password.value = text)}
        fault={faultOf(form.failure.value?.faults ?? [], 'newPassword')}
        autoComplete="new-password"
        hint="At least 8 characters"
        required
      />
      <Submit form={form} kind="primary wide">
        Set password
      </Submit>
    </SignInCard>
  )
}
