import type { Signal } from '@preact/signals'
import { type Form, FormField } from '../ui/form.tsx'

interface EmailProps {
  form: Form
  text: Signal<string>
}

export function EmailField({ form, text }: EmailProps) {
  return (
    <FormField
      form={form}
      text={text}
      name="email"
      label="Email"
      type="email"
      autoComplete="email"
      required
    />
  )
}

interface PasswordProps {
  form: Form
  text: Signal<string>
  name?: string
  label?: string
}

/** The current password of an account. */
export function PasswordField({ name = 'password', label = 'Password', ...rest }: PasswordProps) {
  return (
    <FormField {...rest} name={name} label={label} type="password" autoComplete="current-password" required />
  )
}

interface NewPasswordProps extends PasswordProps {
  /** A sentence after the rule for passwords. */
  hint?: string
}

export function NewPasswordField({
  name = 'newPassword',
  label = 'New password',
  hint = '',
  ...rest
}: NewPasswordProps) {
  return (
    <FormField
      {...rest}
      name={name}
      label={label}
      type="password"
      autoComplete="new-password"
      minLength={8}
      hint={`At least 8 characters${hint && `. ${hint}`}`}
      required
    />
  )
}
