import { useSignal } from '@preact/signals'
import { useId } from 'preact/hooks'
import { email } from '../api/account.ts'
import { api, attempt } from '../api/api.ts'
import type { Limits } from '../api/limits.ts'
import { dateText } from '../ui/amounts.ts'
import { FormAlert, Submit, useForm } from '../ui/form.tsx'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { openStripe, type PayoutAccount, payoutAccount, STATUS_IN_WORDS } from './payout-account.ts'

interface Props {
  account: PayoutAccount
  payments: Limits['payments']
}

/** The state of the account at Stripe in words, and what can be done now. */
export function AccountCard({ account, payments }: Props) {
  const { title, text, tone } = STATUS_IN_WORDS[account.status]
  const { status, requirements } = account
  return (
    <section class="card" aria-label="Your account at Stripe" data-status={status}>
      <div class="card-head">
        <span class="badge" data-status={tone}>
          {BADGES[status]}
        </span>
        <h2>{title}</h2>
      </div>
      <p class="muted">{text}</p>
      {requirements.length > 0 && (
        <>
          <h3>What Stripe needs</h3>
          <ul class="requirements">
            {requirements.map(({ description, dueAt }) => (
              <li key={description}>
                {description}
                {dueAt && <span class="muted"> by {dateText(dueAt)}</span>}
              </li>
            ))}
          </ul>
        </>
      )}
      {status === 'none' ? <NewAccount payments={payments} /> : <StripeButtons account={account} />}
    </section>
  )
}

const BADGES: Record<PayoutAccount['status'], string> = {
  none: 'Not set up',
  incomplete: 'Not finished',
  pending: 'Being checked',
  active: 'Active',
  restricted: 'Restricted',
  rejected: 'Rejected',
  closed: 'Closed',
}

const countryNames = new Intl.DisplayNames(navigator.language, { type: 'region' })

function NewAccount({ payments }: { payments: Limits['payments'] }) {
  const id = useId()
  const country = useSignal(payments.payoutCountries[0] ?? '')
  const entityType = useSignal<'individual' | 'company'>('individual')
  const form = useForm({
    send: async () => {
      const body = { country: country.value, entityType: entityType.value }
      const made = await attempt(api.createPayoutAccount({ body }))
      if (!made.ok) return made
      const opened = await openStripe('onboarding')
      if (!opened.ok) payoutAccount.value = made.data.payoutAccount
      return opened
    },
    onDone: () => {},
  })
  if (email.value?.isVerified === false) {
    return (
      <p class="alert" role="status">
        Please confirm your email address first. <a href="/account">Go to your account</a>
      </p>
    )
  }
  return (
    <form class="account-form" {...form.props}>
      <div class="field">
        <label for={id}>Country</label>
        <select id={id} name="country" onChange={event => (country.value = event.currentTarget.value)}>
          {payments.payoutCountries.map(code => (
            <option key={code} value={code} selected={code === country.value}>
              {countryNames.of(code) ?? code}
            </option>
          ))}
        </select>
      </div>
      <fieldset>
        <legend>I sell as</legend>
        <div class="segments">
          {(['individual', 'company'] as const).map(kind => (
            <label key={kind}>
              <input
                type="radio"
                name="entityType"
                checked={entityType.value === kind}
                onChange={() => (entityType.value = kind)}
              />
              <span>{kind === 'individual' ? 'A person' : 'A company'}</span>
            </label>
          ))}
        </div>
      </fieldset>
      <p class="hint">Reels keeps {payments.feePercent} % of each sale. The rest is yours.</p>
      <FormAlert form={form} />
      <Submit form={form}>Continue to Stripe</Submit>
    </form>
  )
}

function StripeButtons({ account: { status } }: { account: PayoutAccount }) {
  const isOpening = useSignal(false)
  async function open(kind: 'onboarding' | 'dashboard') {
    isOpening.value = true
    const outcome = await openStripe(kind)
    isOpening.value = false
    if (!outcome.ok) toast(outcome.failure.message)
  }
  if (status === 'rejected' || status === 'closed') return null
  return (
    <div class="buttons start">
      {status !== 'active' && (
        <button
          type="button"
          class="button primary"
          disabled={isOpening.value}
          onClick={() => void open('onboarding')}
        >
          {status === 'pending' ? 'Look at my details' : 'Continue at Stripe'}
        </button>
      )}
      {status === 'active' && (
        <button
          type="button"
          class="button"
          disabled={isOpening.value}
          onClick={() => void open('dashboard')}
        >
          <Icon name="globe" /> Open Stripe
        </button>
      )}
    </div>
  )
}
