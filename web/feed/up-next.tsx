import type { ReelSignal } from '../lists/reels.ts'
import { hueOf, priceText } from '../ui/amounts.ts'
import { Poster } from '../ui/poster.tsx'

interface Props {
  reels: readonly ReelSignal[]
  onPick: (index: number) => void
}

/** The following reels, if the window has room for them. */
export function UpNext({ reels, onPick }: Props) {
  if (reels.length === 0) return null
  return (
    <aside class="up-next" aria-labelledby="up-next">
      <h3 id="up-next">Up next</h3>
      <ul>
        {reels.map((reel, index) => (
          <li key={reel.value.id}>
            <button type="button" onClick={() => onPick(index)}>
              <span class="thumb" style={{ '--hue': hueOf(reel.value.id) }}>
                {reel.value.video && <Poster url={reel.value.video.thumbnailUrl} isLazy />}
              </span>
              <span class="up-next-text">
                <strong dir="auto">{reel.value.title}</strong>
                <span dir="auto">{reel.value.partner.brandName}</span>
                <span>{priceText(reel.value.price)}</span>
              </span>
            </button>
          </li>
        ))}
      </ul>
    </aside>
  )
}
