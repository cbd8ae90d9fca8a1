import type { ComponentChildren } from 'preact'
import type { Role } from '../api/account.ts'
import type { Form } from '../ui/form.tsx'

interface CardProps {
  title: string
  form: Form
  children: ComponentChildren
}

/** The frame of forms for people who are not logged in. */
export function SignInCard({ title, form, children }: CardProps) {
  return (
    <div class="sign-in">
      <form class="card" ref={form.element} onSubmit={form.submit}>
        <img class="sign-in-logo" src="/icon.svg" alt="" width="44" height="44" />
        <h1>{title}</h1>
        {children}
      </form>
    </div>
  )
}

interface ChoiceProps {
  role: Role
  /** The address of the same page for another role. */
  path: (role: Role) => string
}

export function RoleChoice({ role, path }: ChoiceProps) {
  return (
    <nav class="segments" aria-label="Account type">
      <a href={path('user')} aria-current={role === 'user' ? 'page' : undefined}>
        Viewer
      </a>
      <a href={path('partner')} aria-current={role === 'partner' ? 'page' : undefined}>
        Partner
      </a>
    </nav>
  )
}
