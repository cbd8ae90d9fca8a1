import type { Reel } from '#client'
import { like } from '../lists/reactions.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { hueOf } from '../ui/amounts.ts'
import { Poster } from '../ui/poster.tsx'
import { ActionRail } from './action-rail.tsx'
import { Caption } from './caption.tsx'
import { hasPicture, showsPicture } from './line.ts'
import { ReelPlayer } from './reel-player.tsx'
import { UpNext } from './up-next.tsx'

interface Props {
  reel: ReelSignal
  /** What it was given with in the list that is watched. */
  view: Reel['view']
  position: number
  total: number
  /** How many slides below the one that is watched; negative above it. */
  distance: number
  following: readonly ReelSignal[]
  /** Goes on by so many reels. */
  onGo: (step: number) => void
  onHelp: () => void
}

// Posters are loaded for slides that are at most this far away.
const NEAR = 2

/** A reel: its picture, what can be done with it, and beside or over it its texts. */
export function ReelSlide({ reel, view, position, total, distance, following, onGo, onHelp }: Props) {
  const { id, video } = reel.value
  const isActive = distance === 0
  const titleId = `reel-${id}`
  return (
    <article
      class="slide"
      data-reel={id}
      aria-labelledby={titleId}
      aria-posinset={position}
      aria-setsize={total}
      inert={!isActive}
      style={{ '--hue': hueOf(id) }}
    >
      <div class="stage">
        {video && (isActive || (hasPicture.value && Math.abs(distance) <= NEAR)) && (
          <Poster url={video.thumbnailUrl} onSettled={showsPicture} />
        )}
        {video && Math.abs(distance) <= 1 && (
          <ReelPlayer
            reel={withView(reel.value, view)}
            isActive={isActive}
            isNext={distance === 1}
            onLike={() => void like(reel)}
            onHelp={onHelp}
          />
        )}
      </div>
      <ActionRail reel={reel} />
      <div class="column" data-scrolls>
        <Caption reel={reel.value} titleId={titleId} />
        {isActive && <UpNext reels={following} onPick={index => onGo(index + 1)} />}
      </div>
    </article>
  )
}

/** A reel that was bought meanwhile has got its ticket elsewhere. */
function withView(reel: Reel, view: Reel['view']): Reel {
  return reel.view && view ? { ...reel, view } : reel
}
