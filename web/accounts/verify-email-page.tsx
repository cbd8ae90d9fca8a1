import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import { account } from '../api/account.ts'
import { api, attempt, type Outcome } from '../api/api.ts'
import { paths } from '../routing/paths.ts'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Notice } from '../ui/states.tsx'
import { confirmSession } from './session.ts'
import { useFragment } from './use-fragment.ts'

/** Opened by the link in a mail: `EMAIL_VERIFICATION_URL` of the API with the token behind `#`. */
export function VerifyEmailPage() {
  const token = useFragment().get('token') ?? ''
  const outcome = useSignal<Outcome<undefined> | null>(null)
  usePageHead('Confirm your email address')
  async function verify() {
    outcome.value = null
    outcome.value = await attempt(api.verifyEmail({ body: { token } }))
    // This browser may be logged in to the account.
    if (outcome.value.ok) await confirmSession()
  }
  useEffect(() => {
    if (token !== '') void verify()
  }, [token])

  if (token === '') return <Useless />
  if (outcome.value === null) {
    return (
      <div class="page" role="status">
        <h1>Confirming your email address…</h1>
      </div>
    )
  }
  if (outcome.value.ok) {
    return (
      <Notice icon="mail" title="Your email address is confirmed" isPage>
        <Continue />
      </Notice>
    )
  }
  const { failure } = outcome.value
  if (failure.code === 'InvalidToken') return <Useless />
  if (failure.code === 'EmailTaken') {
    return (
      <Notice icon="alert" title="This address is taken" isPage>
        <p>Another account has it by now. Your account keeps its old address.</p>
        <a class="button" href="/account/email">
          Choose another address
        </a>
      </Notice>
    )
  }
  return (
    <div class="page">
      <h1>Confirm your email address</h1>
      <FailureNotice failure={failure} onRetry={() => void verify()} />
    </div>
  )
}

function Useless() {
  return (
    <Notice icon="alert" title="This link no longer works" isPage>
      <p>A link works once, and only for one day. You can send another one from your account.</p>
      <Continue />
    </Notice>
  )
}

function Continue() {
  return account.value ? (
    <a class="button" href="/account">
      Go to your account
    </a>
  ) : (
    <a class="button" href={paths.login(null, '/account')}>
      Log in
    </a>
  )
}
