import type { Operations } from '#client'
import { api, attempt } from '../api/api.ts'
import { dateText, moneyText } from '../ui/amounts.ts'
import { ListEnd } from '../ui/list-end.tsx'
import { usePagedList } from '../ui/paged-list.ts'

type Payout = Operations['listPayouts']['output']['items'][number]

/** What Stripe has sent to the bank, latest first. */
export function PayoutList() {
  const list = usePagedList(cursor => attempt(api.listPayouts({ query: cursor ? { cursor } : {} })), [])
  const payouts = list.items.value
  return (
    <section aria-labelledby="payouts">
      <h2 id="payouts" class="section-title">
        Payouts
      </h2>
      {payouts.length === 0 && !list.isLoading.value && !list.failure.value && (
        <p class="muted">Nothing has been paid out yet.</p>
      )}
      {payouts.length > 0 && (
        <ul class="menu">
          {payouts.map(payout => (
            <Row key={payout.id} payout={payout} />
          ))}
        </ul>
      )}
      <ListEnd list={list} label="Loading your payouts" />
    </section>
  )
}

const WORDS: Record<Payout['status'], { label: string; tone: 'ready' | 'waiting' | 'failed' }> = {
  pending: { label: 'Being prepared', tone: 'waiting' },
  in_transit: { label: 'On its way', tone: 'waiting' },
  paid: { label: 'Paid', tone: 'ready' },
  failed: { label: 'Failed', tone: 'failed' },
  canceled: { label: 'Canceled', tone: 'failed' },
}

function Row({ payout: { id, amount, status, arrivesAt, failure } }: { payout: Payout }) {
  const { label, tone } = WORDS[status]
  return (
    <li class="money-row" data-payout={id}>
      <div>
        <h3>{moneyText(amount)}</h3>
        <p class="muted">
          {status === 'paid' ? 'Arrived' : 'Arrives'} {dateText(arrivesAt)}
        </p>
        {failure && (
          <p class="fault">
            {failure.detail || 'Your bank did not take the money.'} Check your bank account at Stripe.
          </p>
        )}
      </div>
      <span class="badge" data-status={tone}>
        {label}
      </span>
    </li>
  )
}
