import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import type { Account } from '#client'
import { nameOf, type Role } from '../api/account.ts'
import { Avatar } from '../ui/avatar.tsx'
import { FormAlert, FormField, Submit, useForm } from '../ui/form.tsx'
import { BRAND_TAKEN } from './brand.ts'
import { EmailField, NewPasswordField, PasswordField } from './credential-fields.tsx'
import { type Credentials, logIn, logInAs, register } from './session.ts'
import { typedEmail } from './typed-email.ts'
import { USERNAME } from './username.ts'

interface Props {
  /** Called with the account whose session has begun. It is not shown in the player yet. */
  onDone: (account: Account) => void
  /** After the fields. */
  children?: ComponentChildren
}

const NAMES = {
  user: { name: 'username', label: 'Username', autoComplete: 'username', ...USERNAME.field },
  partner: { name: 'brandName', label: 'Brand name', autoComplete: 'organization' },
}

export function RegisterForm({ kind, onDone, children }: Props & { kind: Role }) {
  const name = useSignal('')
  const password = useSignal('')
  const form = useForm({
    send: () => register(kind, name.value.trim(), credentialsOf(password.value)),
    onDone: ({ account }) => onDone(account),
    ofField: {
      EmailTaken: { path: 'email', message: 'An account with this email already exists. Log in instead.' },
      UsernameTaken: USERNAME.taken,
      BrandTaken: BRAND_TAKEN,
    },
  })
  return (
    <form class="sign-in-form" {...form.props}>
      <FormAlert form={form} />
      <FormField form={form} text={name} {...NAMES[kind]} required />
      <EmailField form={form} text={typedEmail} />
      <NewPasswordField form={form} text={password} name="password" label="Password" />
      <Submit form={form} kind="primary wide">
        Create account
      </Submit>
      {children}
    </form>
  )
}

/** One login for viewers and partners. If the email and the password fit one of each, it asks which. */
export function LogInForm({ expected, onDone, children }: Props & { expected: Role | null }) {
  const password = useSignal('')
  const choices = useSignal<readonly Account[]>([])
  const form = useForm({
    send: () => logIn(credentialsOf(password.value), expected),
    onDone: ({ accounts }) => {
      const [only, other] = accounts
      if (other) choices.value = accounts
      else if (only) onDone(only)
    },
  })
  if (choices.value.length > 0) {
    return <Which accounts={choices.value} credentials={credentialsOf(password.value)} onDone={onDone} />
  }
  return (
    <form class="sign-in-form" {...form.props}>
      <FormAlert form={form} />
      <EmailField form={form} text={typedEmail} />
      <PasswordField form={form} text={password} />
      <Submit form={form} kind="primary wide">
        Log in
      </Submit>
      {children}
    </form>
  )
}

interface WhichProps extends Props {
  accounts: readonly Account[]
  credentials: Credentials
}

function Which({ accounts, credentials, onDone }: WhichProps) {
  const chosen = useSignal<Role>('user')
  const form = useForm({
    send: () => logInAs(chosen.value, credentials),
    onDone: ({ account }) => onDone(account),
  })
  return (
    <form class="sign-in-form which" {...form.props}>
      <h2>You have two accounts with this email</h2>
      <FormAlert form={form} />
      {accounts.map(account => (
        <button
          key={account.role}
          type="submit"
          class="button wide"
          onClick={() => {
            chosen.value = account.role
          }}
        >
          <Avatar id={account.id} name={nameOf(account)} />
          <span>
            {nameOf(account)}
            <span class="muted">{account.role === 'partner' ? 'Partner' : 'Viewer'}</span>
          </span>
        </button>
      ))}
    </form>
  )
}

function credentialsOf(password: string): Credentials {
  return { email: typedEmail.value.trim(), password }
}
