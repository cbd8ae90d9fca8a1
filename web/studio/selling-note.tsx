import { useEffect } from 'preact/hooks'
import type { Limits } from '../api/limits.ts'
import { payoutAccount, readPayoutAccount } from './payout-account.ts'
import type { ReelDraft } from './reel-draft.ts'
import { whyNotSold } from './selling.ts'

/** Says while a price is typed whether the reel can be bought at this price, and what is missing. */
export function SellingNote({ draft, limits }: { draft: ReelDraft; limits: Limits }) {
  const isPaid = !draft.isFree
  useEffect(() => {
    if (isPaid) void readPayoutAccount()
  }, [isPaid])
  if (!isPaid) return null
  const reason = whyNotSold(draft, limits, payoutAccount.value?.status ?? null)
  if (reason === null) return <p class="hint">Reels keeps {limits.payments.feePercent} % of each sale.</p>
  return (
    <p class="selling-note" role="status">
      {reason.text}
      {reason.isAboutAccount && (
        <>
          {' '}
          <a href="/studio/payouts">Get paid</a>
        </>
      )}
    </p>
  )
}
