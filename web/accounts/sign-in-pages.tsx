import { useEffect } from 'preact/hooks'
import { account } from '../api/account.ts'
import { expectedIn, nextIn, paths, roleIn } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { navigate } from '../routing/router.ts'
import { usePageTitle } from '../ui/page-title.ts'
import { enter } from './session.ts'
import { RoleChoice, SignInCard } from './sign-in-card.tsx'
import { LogInForm, RegisterForm } from './sign-in-forms.tsx'

export function LogInPage({ query }: PageProps) {
  const expected = expectedIn(query)
  const next = useNext(query)
  usePageTitle('Log in')
  return (
    <SignInCard title="Log in">
      <UnknownNext query={query} />
      <LogInForm expected={expected} onDone={enter}>
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
  const next = useNext(query)
  usePageTitle('Create your account')
  return (
    <SignInCard title="Create your account">
      <UnknownNext query={query} />
      <RoleChoice role={role} path={other => paths.register(other, next)} />
      <p class="muted">{PROMISES[role]}</p>
      <RegisterForm kind={role} onDone={enter}>
        <p class="muted center">
          Already have an account? <a href={paths.login(null, next)}>Log in</a>
        </p>
      </RegisterForm>
    </SignInCard>
  )
}

/** Where to go afterwards. Somebody may also log in in another tab. */
function useNext(query: URLSearchParams): string {
  const next = nextIn(query) ?? '/'
  useEffect(() => {
    if (account.value === null) return
    const isPartner = account.value.role === 'partner'
    navigate(next === '/' && isPartner ? '/studio' : next, { replace: true })
  }, [account.value])
  return next
}

function UnknownNext({ query }: { query: URLSearchParams }) {
  if (nextIn(query) !== null) return null
  return (
    <p class="alert" role="status">
      The link that led here names a page that does not exist. You will get to the feed instead.
    </p>
  )
}
