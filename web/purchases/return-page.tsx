import { useSignal } from '@preact/signals'
import { useEffect } from 'preact/hooks'
import type { Operations } from '#client'
import { api, attempt, type Failure } from '../api/api.ts'
import { paths } from '../routing/paths.ts'
import type { PageProps } from '../routing/route.ts'
import { navigate } from '../routing/router.ts'
import { usePageHead } from '../ui/page-head.ts'
import { FailureNotice, Loading, Notice } from '../ui/states.tsx'

type Purchase = Operations['refreshPurchase']['output']['purchase']

/** The API takes one question in this time. */
const ASK_AGAIN_MILLISECONDS = 2_500
const LONGEST_WAIT_MILLISECONDS = 60_000

/** Where a buyer comes back to from the page of Stripe. It waits for the payment, and ends in the playing reel. */
export function ReturnPage({ query }: PageProps) {
  usePageHead('Your purchase')
  const purchaseId = query.get('purchase') ?? ''
  const cameBack = query.get('checkout') === 'back'
  const purchase = useSignal<Purchase | null>(null)
  const failure = useSignal<Failure | null>(null)
  const isWaiting = useSignal(true)

  useEffect(() => {
    const stopping = new AbortController()
    const { signal } = stopping
    const until = Date.now() + LONGEST_WAIT_MILLISECONDS
    async function follow(): Promise<void> {
      while (!signal.aborted) {
        const outcome = await attempt(api.refreshPurchase({ params: { purchaseId } }))
        if (signal.aborted) return
        failure.value = outcome.ok || outcome.failure.code === 'TooManyRequests' ? null : outcome.failure
        if (outcome.ok) purchase.value = outcome.data.purchase
        const isOpen = purchase.value?.status === 'open' || purchase.value === null
        if (purchase.value?.status === 'paid') {
          return navigate(paths.reel(purchase.value.reel.id, 'library'), { replace: true })
        }
        if (failure.value || !isOpen || cameBack || Date.now() > until) break
        await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MILLISECONDS))
      }
      isWaiting.value = false
    }
    void follow()
    return () => stopping.abort()
  }, [purchaseId])

  if (failure.value) {
    return (
      <div class="page">
        <FailureNotice failure={failure.value} />
      </div>
    )
  }
  return (
    <div class="page">
      <Notice
        icon="film"
        title={isWaiting.value ? 'Waiting for the payment' : TITLES[stateOf(purchase.value)]}
        isPage
      >
        {isWaiting.value && <Loading label="Waiting for the payment" />}
        <p>{isWaiting.value ? 'This takes a few seconds.' : WORDS[stateOf(purchase.value)]}</p>
        {purchase.value && (
          <a class="button" href={paths.reel(purchase.value.reel.id, 'feed')}>
            Back to {purchase.value.reel.title}
          </a>
        )}
      </Notice>
    </div>
  )
}

type State = 'open' | 'processing' | 'over'

function stateOf(purchase: Purchase | null): State {
  if (!purchase || purchase.status === 'open') return 'open'
  return purchase.status === 'processing' ? 'processing' : 'over'
}

const TITLES: Record<State, string> = {
  open: 'Not paid yet',
  processing: 'The payment is on its way',
  over: 'Nothing was bought',
}

const WORDS: Record<State, string> = {
  open: 'You have not been charged. You can go on with the payment from the reel.',
  processing: 'Your bank takes a while. The reel is in your library as soon as it is paid.',
  over: 'The payment did not succeed, or was given back. You can buy the reel again.',
}
