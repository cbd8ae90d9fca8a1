import { useSignal } from '@preact/signals'
import { api, attempt } from '../api/api.ts'
import { paths, roleIn } from '../routing/paths.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageHead } from '../ui/page-head.ts'
import { Notice } from '../ui/states.tsx'
import { toast } from '../ui/toast.tsx'
import { EmailField, NewPasswordField } from './credential-fields.tsx'
import { confirmSession } from './session.ts'
import { SignInCard } from './sign-in-card.tsx'
import { keepTypedEmail, typedEmail } from './typed-email.ts'
import { useFragment } from './use-fragment.ts'

/** Asks for an email with a link to the page below: one for each account that has this address. */
export function ForgotPage() {
  const isSent = useSignal(false)
  usePageHead('Forgot your password?')
  const form = useForm({
    send: async () => {
      const email = typedEmail.value.trim()
      const asked = await attempt(api.forgotPassword({ body: { email, role: 'user' } }))
      return asked.ok ? attempt(api.forgotPassword({ body: { email, role: 'partner' } })) : asked
    },
    onDone: () => {
      keepTypedEmail()
      isSent.value = true
    },
  })
  if (isSent.value) {
    return (
      <Notice icon="mail" title="Check your email" isPage>
        <p>
          If there is an account for {typedEmail.value.trim()}, we have sent a link to set a new password. The
          link works for one hour.
        </p>
        <a class="button" href={paths.login(null, '/')}>
          Back to login
        </a>
      </Notice>
    )
  }
  return (
    <SignInCard title="Forgot your password?">
      <form class="sign-in-form" {...form.props}>
        <p class="muted">We will email you a link to set a new one.</p>
        <FormAlert form={form} />
        <EmailField form={form} text={typedEmail} />
        <Submit form={form} kind="primary wide">
          Send link
        </Submit>
        <p class="center">
          <a href={paths.login(null, '/')}>Back to login</a>
        </p>
      </form>
    </SignInCard>
  )
}

/** Opened by the link in the email: `PASSWORD_RESET_URL` of the API with the token and the role of the account behind `#`. */
export function ResetPage() {
  const fragment = useFragment()
  const token = fragment.get('token') ?? ''
  const role = roleIn(fragment, 'role')
  const password = useSignal('')
  usePageHead('New password')
  const form = useForm({
    send: () => attempt(api.resetPassword({ body: { token, newPassword: password.value } })),
    onDone: async () => {
      // All sessions of the account have ended, possibly the one of this browser too.
      await confirmSession()
      toast('Your new password is set. You can log in now.')
      navigate(paths.login(role, '/'), { replace: true })
    },
  })
  const isUseless = token === '' || form.failure.value?.code === 'InvalidToken'
  if (isUseless) {
    return (
      <Notice icon="alert" title="This link no longer works" isPage>
        <p>A link works once, and only for one hour.</p>
        <a class="button" href={paths.forgotPassword()}>
          Get a new link
        </a>
      </Notice>
    )
  }
  return (
    <SignInCard title="Set a new password">
      <form class="sign-in-form" {...form.props}>
        <p class="muted">You will be logged out on all devices.</p>
        <FormAlert form={form} />
        <NewPasswordField form={form} text={password} />
        <Submit form={form} kind="primary wide">
          Set password
        </Submit>
      </form>
    </SignInCard>
  )
}
