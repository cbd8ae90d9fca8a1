import type { Operations } from '#client'
import { api, attempt } from '../api/api.ts'
import { moneyText } from '../ui/amounts.ts'
import { FailureNotice, Loading } from '../ui/states.tsx'
import { useRead } from '../ui/use-read.ts'

type Totals = Operations['getBalance']['output']['available']

/** What the partner has at Stripe. */
export function BalanceCard() {
  const { data, failure, retry } = useRead(() => attempt(api.getBalance()), [])
  if (failure.value) return <FailureNotice failure={failure.value} onRetry={retry} />
  if (!data.value) return <Loading label="Loading your balance" />
  const { available, pending, owed } = data.value
  return (
    <section aria-label="Your balance">
      <dl class="figures">
        <Figure label="Available" totals={available} hint="In the next payout" />
        <Figure label="On its way" totals={pending} hint="Sold, and not available yet" />
        {owed.length > 0 && (
          <Figure label="Owed" totals={owed} hint="From refunds. Your next sales fill it" isBad />
        )}
      </dl>
    </section>
  )
}

interface FigureProps {
  label: string
  totals: Totals
  hint: string
  isBad?: boolean
}

function Figure({ label, totals, hint, isBad = false }: FigureProps) {
  return (
    <div data-bad={isBad || undefined}>
      <dt>{label}</dt>
      <dd>
        {totals.length === 0
          ? '–'
          : totals.map(total => <span key={total.currency}>{moneyText(total)}</span>)}
        <span class="figure-hint">{hint}</span>
      </dd>
    </div>
  )
}
