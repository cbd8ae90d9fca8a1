import type { ComponentChildren } from 'preact'
import type { Role } from '../api/account.ts'

interface CardProps {
  title: string
  children: ComponentChildren
}

/** The frame of forms for people who are not logged in. */
export function SignInCard({ title, children }: CardProps) {
  return (
    <div class="sign-in">
      <div class="card">
        <img class="sign-in-logo" src="/icon.svg" alt="" width="44" height="44" />
        <h1>{title}</h1>
        {children}
      </div>
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
