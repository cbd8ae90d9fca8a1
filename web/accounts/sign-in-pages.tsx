import { useEffect } from 'preact/hooks'
import type { Account } from '#client'
import { account, type Role } from '../api/account.ts'
import { expectedIn, nextIn, paths, roleIn } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { navigate } from '../routing/router.ts'
import { usePageHead } from '../ui/page-head.ts'
import { enter } from './session.ts'
import { RoleChoice, SignInCard } from './sign-in-card.tsx'
import { LogInForm, RegisterForm } from './sign-in-forms.tsx'

export function LogInPage({ query }: PageProps) {
  const expected = expectedIn(query)
  const { next, done } = useNext(query, expected)
  usePageHead('Log in', 'Log in to watch, like and save short videos, or to publish your own.')
  return (
    <SignInCard title="Log in">
      <UnknownNext query={query} />
      <LogInForm expected={expected} onDone={done}>
        <p class="center">
          <a href={paths.forgotPassword()}>Forgot your password?</a>
        </p>
        <p class="muted center">
          New here? <a href={paths.register(expected ?? 'user', next)}>Create an account</a>
        </p>
      </LogInForm>
    </SignInCard>
  )
}

const PROMISES = {
  user: 'Watch, like and save reels.',
  partner: 'Publish reels and set their prices.',
}

export function RegisterPage({ query }: PageProps) {
  const role = roleIn(query)
  const { next, done } = useNext(query, role)
  usePageHead('Create your account', PROMISES[role])
  return (
    <SignInCard title="Create your account">
      <UnknownNext query={query} />
      <RoleChoice role={role} path={other => paths.register(other, next)} />
      <p class="muted">{PROMISES[role]}</p>
      <RegisterForm kind={role} onDone={done}>
        <p class="muted center">
          Already have an account? <a href={paths.login(null, next)}>Log in</a>
        </p>
      </RegisterForm>
    </SignInCard>
  )
}

/**
 * Where to go afterwards. Somebody may also log in in another tab.
 * @param wanted a role that the page is about: an account of the other one does not lead on
 */
function useNext(query: URLSearchParams, wanted: Role | null) {
  const next = nextIn(query) ?? '/'
  function go({ role }: { role: Role }) {
    navigate(next === '/' && role === 'partner' ? '/studio' : next, { replace: true })
  }
  const someone = account.value
  useEffect(() => {
    if (someone && (wanted === null || someone.role === wanted)) go(someone)
  }, [someone])
  function done(entered: Account) {
    enter(entered)
    go(entered)
  }
  return { next, done }
}

function UnknownNext({ query }: { query: URLSearchParams }) {
  if (nextIn(query) !== null) return null
  return (
    <p class="alert" role="status">
      The link that led here names a page that does not exist. You will get to the feed instead.
    </p>
  )
}
