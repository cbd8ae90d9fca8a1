import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../api/account.ts'
import { nextIn, paths, roleIn } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { navigate } from '../routing/router.ts'
import { FormAlert, FormField, Submit, useForm } from '../ui/form.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { BRAND_TAKEN } from './brand.ts'
import { EmailField, NewPasswordField, PasswordField } from './credential-fields.tsx'
import { logIn, register } from './session.ts'
import { RoleChoice, SignInCard } from './sign-in-card.tsx'
import { USERNAME } from './username.ts'

export function LogInPage({ query }: PageProps) {
  return <SignInPage query={query} isNew={false} />
}

export function RegisterPage({ query }: PageProps) {
  return <SignInPage query={query} isNew />
}

const WORDS = {
  user: {
    hint: 'Watch, like and save reels.',
    name: { name: 'username', label: 'Username', autoComplete: 'username', hint: USERNAME.hint },
  },
  partner: {
    hint: 'Publish reels and set their prices.',
    name: { name: 'brandName', label: 'Brand name', autoComplete: 'organization' },
  },
}

interface Props {
  query: URLSearchParams
  isNew: boolean
}

function SignInPage({ query, isNew }: Props) {
  const role = roleIn(query)
  const wanted = nextIn(query)
  const next = wanted ?? '/'
  const name = useSignal('')
  const email = useSignal('')
  const password = useSignal('')
  const words = WORDS[role]
  const title = isNew ? 'Create your account' : 'Welcome back'
  usePageTitle(title)

  const home = next === '/' && role === 'partner' ? '/studio' : next
  // Somebody may also log in in another tab.
  useEffect(() => {
    if (account.value?.role === role) navigate(home, { replace: true })
  }, [account.value])

  const form = useForm({
    send: () => {
      const credentials = { email: email.value.trim(), password: password.value }
      return isNew ? register(role, name.value.trim(), credentials) : logIn(role, credentials)
    },
    // The account changes, and the effect above opens the next page.
    onDone: () => {},
    ofField: {
      EmailTaken: { path: 'email', message: 'An account with this email already exists.' },
      UsernameTaken: USERNAME.taken,
      BrandTaken: BRAND_TAKEN,
    },
  })

  return (
    <SignInCard title={title} form={form}>
      <RoleChoice
        role={role}
        path={other => (isNew ? paths.register(other, next) : paths.login(other, next))}
      />
      <p class="muted">{words.hint}</p>
      {wanted === null && (
        <p class="alert" role="status">
          The link that led here names a page that does not exist. You will get to the feed instead.
        </p>
      )}
      <FormAlert form={form} />
      {isNew && <FormField form={form} text={name} {...words.name} required />}
      <EmailField form={form} text={email} />
      {isNew ? (
        <NewPasswordField form={form} text={password} name="password" label="Password" />
      ) : (
        <PasswordField form={form} text={password} />
      )}
      <Submit form={form} kind="primary wide">
        {isNew ? 'Create account' : 'Log in'}
      </Submit>
      {!isNew && (
        <p class="center">
          <a href={paths.forgotPassword(role)}>Forgot your password?</a>
        </p>
      )}
      <p class="muted center">
        {isNew ? 'Already have an account? ' : 'New here? '}
        <a href={isNew ? paths.login(role, next) : paths.register(role, next)}>
          {isNew ? 'Log in' : 'Create an account'}
        </a>
      </p>
    </SignInCard>
  )
}
