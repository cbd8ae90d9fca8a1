import { useEffect } from 'preact/hooks'
import type { Outcome } from '../api/api.ts'
import { type Limits, readLimits } from '../api/limits.ts'
import type { PageProps } from '../routing/route.ts'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'
import { AccountCard } from './account-card.tsx'
import { BalanceCard } from './balance-card.tsx'
import { PartnersOnly } from './partners-only.tsx'
import { type PayoutAccount, payoutAccount, readPayoutAccount } from './payout-account.ts'
import { PayoutList } from './payout-list.tsx'
import { StudioTabs } from './studio-tabs.tsx'

/** Getting paid: the account at Stripe, the balance and the payouts. */
export function PayoutsPage({ query }: PageProps<'/studio/payouts'>) {
  usePageHead('Get paid')
  return (
    <PartnersOnly>
      <div class="page">
        <div class="page-head">
          <h1>Get paid</h1>
        </div>
        <StudioTabs current="/studio/payouts" />
        <Payouts onboarding={query.get('onboarding')} />
      </div>
    </PartnersOnly>
  )
}

function Payouts({ onboarding }: { onboarding: string | null }) {
  const { data, failure, retry } = useRead(readAll, [])
  // Somebody may come back from Stripe in this tab or in another one.
  useEffect(() => {
    function look() {
      if (!document.hidden) void readPayoutAccount()
    }
    document.addEventListener('visibilitychange', look)
    return () => document.removeEventListener('visibilitychange', look)
  }, [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading your account" />
  const { limits } = data.value
  if (!limits.payments.enabled) {
    return (
      <Notice icon="wallet" title="Nothing can be sold here yet">
        <p>You can set prices, and viewers see them, but nobody can buy for now.</p>
      </Notice>
    )
  }
  const account = payoutAccount.value ?? data.value.account
  return (
    <div class="stack">
      {onboarding === 'expired' && (
        <p class="alert" role="alert">
          The page of Stripe was open for too long. Open it again to go on.
        </p>
      )}
      <AccountCard account={account} payments={limits.payments} />
      {account.status !== 'none' && (
        <>
          <BalanceCard />
          <PayoutList />
        </>
      )}
    </div>
  )
}

interface Everything {
  limits: Limits
  account: PayoutAccount
}

async function readAll(): Promise<Outcome<Everything>> {
  const [limits, account] = await Promise.all([readLimits(), readPayoutAccount()])
  if (!limits.ok) return limits
  return account.ok ? { ok: true, data: { limits: limits.data, account: account.data } } : account
}
