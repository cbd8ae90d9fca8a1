import { useSignal } from '@preact/signals'
import { useEffect, useRef } from 'preact/hooks'
import type { Failure } from '../api.ts'
import { navigate } from '../router.ts'
import { Field, faultOf, focusFirstFault } from '../ui/field.tsx'
import { usePageTitle } from '../ui/page-title.ts'
import { account } from './account.ts'
import { logIn, type Role, register } from './session.ts'

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
  partner: { hint: 'Publish reels and set their price.', name: 'Brand name', nameField: 'brandName' },
}

function SignInPage({ role, next, isNew }: PageProps & { isNew: boolean }) {
  const form = useRef<HTMLFormElement>(null)
  const name = useSignal('')
  const email = useSignal('')
  const password = useSignal('')
  const isSending = useSignal(false)
  const failure = useSignal<Failure | null>(null)
  const words = WORDS[role]
  const title = isNew ? 'Create your account' : 'Welcome back'
  usePageTitle(title)

  const home = next === '/' && role === 'partner' ? '/studio' : next
  // Also when another tab has logged in.
  useEffect(() => {
    if (account.value?.role === role) navigate(home, { replace: true })
  }, [account.value])

  const submit = async (event: Event) => {
    event.preventDefault()
    if (isSending.value) return
    isSending.value = true
    failure.value = null
    const credentials = { email: email.value.trim(), password: password.value }
    const outcome = await (isNew ? register(role, name.value.trim(), credentials) : logIn(role, credentials))
    isSending.value = false
    if (outcome.ok) return
    failure.value = outcome.failure
    focusFirstFault(form.current)
  }

  return (
    <div class="sign-in">
      <form class="card" ref={form} onSubmit={submit}>
        <img class="sign-in-logo" src="/icon.svg" alt="" width="44" height="44" />
        <h1>{title}</h1>
        <RoleChoice role={role} next={next} page={isNew ? 'register' : 'login'} />
        <p class="muted">{words.hint}</p>
        {failure.value && failure.value.faults.length === 0 && !isOfField(failure.value) && (
          <p class="alert" role="alert">
            {failure.value.message}
          </p>
        )}
        {isNew && (
          <Field
            label={words.name}
            name={words.nameField}
            value={name.value}
            onInput={text => (name.value = text)}
            fault={fieldFault(failure.value, words.nameField)}
            autoComplete={role === 'user' ? 'username' : 'organization'}
            required
            {...(role === 'user' && { hint: '3 to 30 of a–z, 0–9, _ and .' })}
          />
        )}
        <Field
          label="Email"
          name="email"
          type="email"
          value={email.value}
          onInput={text => (email.value = text)}
          fault={fieldFault(failure.value, 'email')}
          autoComplete="email"
          required
        />
        <Field
          label="Password"
          name="password"
          type="password"
          value={password.value}
          onInput={text => (password.value = text)}
          fault={fieldFault(failure.value, 'password')}
          autoComplete={isNew ? 'new-password' : 'current-password'}
          required
          {...(isNew && { hint: '8 characters or more' })}
        />
        <button type="submit" class="button primary wide" aria-disabled={isSending.value}>
          {isSending.value ? 'One moment …' : isNew ? 'Create account' : 'Log in'}
        </button>
        <p class="muted center">
          {isNew ? 'Already have an account? ' : 'New here? '}
          <a href={pathTo(isNew ? 'login' : 'register', role, next)}>
            {isNew ? 'Log in' : 'Create an account'}
          </a>
        </p>
      </form>
    </div>
  )
}

function RoleChoice({ role, next, page }: PageProps & { page: 'login' | 'register' }) {
  return (
    <nav class="segments" aria-label="Kind of account">
      <a href={pathTo(page, 'user', next)} aria-current={role === 'user' ? 'page' : undefined}>
        I watch
      </a>
      <a href={pathTo(page, 'partner', next)} aria-current={role === 'partner' ? 'page' : undefined}>
        I publish
      </a>
    </nav>
  )
}

function pathTo(page: 'login' | 'register', role: Role, next: string): string {
  return `/${page}?as=${role}&next=${encodeURIComponent(next)}`
}

const TAKEN: Partial<Record<Failure['code'], { field: string; message: string }>> = {
  EmailTaken: { field: 'email', message: 'There is an account with this email already.' },
  UsernameTaken: { field: 'username', message: 'This name is taken. Try another one.' },
}

function isOfField(failure: Failure): boolean {
  return TAKEN[failure.code] !== undefined
}

function fieldFault(failure: Failure | null, field: string): string | undefined {
  if (!failure) return undefined
  const taken = TAKEN[failure.code]
  return taken?.field === field ? taken.message : faultOf(failure.faults, field)
}
