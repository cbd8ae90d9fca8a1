import { useSignal } from '@preact/signals'
import type { Reel } from '#client'
import { askToSignUp } from '../accounts/wish.ts'
import { account } from '../api/account.ts'
import { startPurchase } from '../api/purchases.ts'
import { priceText } from '../ui/amounts.ts'
import { Poster } from '../ui/poster.tsx'
import { toast } from '../ui/toast.tsx'

/** What comes after the preview of a reel with a price: its poster, the price and one button. */
export function Offer({ reel }: { reel: Reel }) {
  const isSending = useSignal(false)
  async function pay() {
    isSending.value = true
    const failure = await startPurchase(reel)
    isSending.value = false
    if (failure) toast(failure.message)
  }
  function buy() {
    if (account.value === null) askToSignUp({ action: 'buy reels', carryOut: pay })
    else void pay()
  }
  const price = priceText(reel.price)
  return (
    <section class="offer" aria-label={`Watch ${reel.title} in full`}>
      {reel.video && <Poster url={reel.video.thumbnailUrl} />}
      <p class="offer-price">{price}</p>
      <p>{whatItGives(reel)}</p>
      {reel.sale?.forSale && account.value?.role !== 'partner' && (
        <button type="button" class="button primary" onClick={buy} disabled={isSending.value}>
          Buy for {price}
        </button>
      )}
    </section>
  )
}

function whatItGives({ sale, video }: Reel): string {
  if (!sale?.forSale) return 'This reel is not for sale right now.'
  if (account.value?.role === 'partner') return 'Reels are bought with the account of a user.'
  const seconds = Math.round(video?.durationSeconds ?? 0)
  return `The whole video, ${seconds} seconds, as often as you like.`
}
