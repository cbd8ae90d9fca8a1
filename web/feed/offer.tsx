import { useSignal } from '@preact/signals'
import type { Reel } from '#client'
import { account } from '../api/account.ts'
import { startPurchase } from '../api/purchases.ts'
import { paths } from '../routing/paths.ts'
import { priceText } from '../ui/amounts.ts'
import { Poster } from '../ui/poster.tsx'
import { toast } from '../ui/toast.tsx'

/** What comes after the preview of a reel with a price: its poster, the price and one button. */
export function Offer({ reel }: { reel: Reel }) {
  const isSending = useSignal(false)
  async function buy() {
    isSending.value = true
    const failure = await startPurchase(reel)
    isSending.value = false
    if (failure) toast(failure.message)
  }
  const price = priceText(reel.price)
  return (
    <section class="offer" aria-label={`Watch ${reel.title} in full`}>
      {reel.video && <Poster url={reel.video.thumbnailUrl} />}
      <p class="offer-price">{price}</p>
      <p>{whatItGives(reel)}</p>
      {reel.sale?.forSale && account.value?.role === 'user' && (
        <button type="button" class="button primary" onClick={() => void buy()} disabled={isSending.value}>
          Buy for {price}
        </button>
      )}
      {reel.sale?.forSale && account.value === null && (
        <a class="button primary" href={paths.login('user', paths.reel(reel.id, 'feed'))}>
          Log in to buy for {price}
        </a>
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
