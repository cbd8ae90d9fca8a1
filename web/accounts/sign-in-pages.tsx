import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { navigate } from '../router.ts'
import { Field, faultOf } from '../ui/field.tsx'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { account } from './account.ts'
import { logIn, type Role, register } from './session.ts'
import { RoleChoice, SignInCard } from './sign-in-card.tsx'

interface PageProps {
  role: Role
  /** Where to go afterwards. */
  next: string
}

export function LogInPage(props: PageProps) {
  return <SignInPage {...props} isNew={false} />
}

export function RegisterPage(props: PageProps) {
  return <SignInPage {...props} isNew />
}

const WORDS = {
  user: { hint: 'Watch, like and save reels.', name: 'Username', nameField: 'username' },
  partner: { hint: 'Publish reels and set their prices.', name: 'Brand name', nameField: 'brandName' },
}

function SignInPage({ role, next, isNew }: PageProps & { isNew: boolean }) {
  const name = useSignal('')
  const email = useSignal('')
  const password = useSignal('')
  const words = WORDS[role]
  const title = isNew ? 'Create your account' : 'Welcome back'
  usePageTitle(title)

  const home = next === '/' && role === 'partner' ? '/studio' : next
  // Also when another tab has logged in.
  useEffect(() => {
    if (account.value?.role === role) navigate(home, { replace: true })
  }, [account.value])

  const form = useForm({
    send: () => {
      const credentials = { email: email.value.trim(), password: password.value }
      return isNew ? register(role, name.value.trim(), credentials) : logIn(role, credentials)
    },
    // Who is logged in has changed, and with it the page.
    onDone: () => {},
    ofField: {
      EmailTaken: { path: 'email', message: 'An account with this email already exists.' },
      UsernameTaken: { path: 'username', message: 'This username is taken. Try another one.' },
    },
  })
  const faults = form.failure.value?.faults ?? []

  return (
    <SignInCard title={title} form={form}>
      <RoleChoice role={role} path={other => pathTo(isNew ? 'register' : 'login', other, next)} />
      <p class="muted">{words.hint}</p>
      <FormAlert form={form} />
      {isNew && (
        <Field
          label={words.name}
          name={words.nameField}
          value={name.value}
          onInput={text => (name.value = text)}
          fault={faultOf(faults, words.nameField)}
          autoComplete={role === 'user' ? 'username' : 'organization'}
          required
          {...(role === 'user' && { hint: '3 to 30 characters: a–z, 0–9, _ and .' })}
        />
      )}
      <Field
        label="Email"
        name="email"
        type="email"
        value={email.value}
        onInput={text => (email.value = text)}
        fault={faultOf(faults, 'email')}
        autoComplete="email"
        required
      />
      <Field
        label="Password"
        name="password"
        type="password"
        value={password.value}
        onInput={text => (password.value = text)}
        fault={faultOf(faults, 'password')}
        autoComplete={isNew ? 'new-password' : 'current-password'}
        required
        {...(isNew && { hint: 'At least 8 characters' })}
      />
      <Submit form={form} kind="primary wide">
        {isNew ? 'Create account' : 'Log in'}
      </Submit>
      {!isNew && (
        <p class="center">
          <a href={`/forgot-password?as=${role}`}>Forgot your password?</a>
        </p>
      )}
      <p class="muted center">
        {isNew ? 'Already have an account? ' : 'New here? '}
        <a href={pathTo(isNew ? 'login' : 'register', role, next)}>
          {isNew ? 'Log in' : 'Create an account'}
        </a>
      </p>
    </SignInCard>
  )
}

function pathTo(page: 'login' | 'register', role: Role, next: string): string {
  return `/${page}?as=${role}&next=${encodeURIComponent(next)}`
}
