import { useSignal } from '@preact/signals'
import type { Reel } from '#client'
import { FollowButton } from '../lists/follow-button.tsx'
import type { ReelSignal } from '../lists/reels.ts'
import { paths } from '../routing/paths.ts'
import { countOf, hueOf, priceText } from '../ui/amounts.ts'
import { Avatar } from '../ui/avatar.tsx'
import { Poster } from '../ui/poster.tsx'
import { ActionRail } from './action-rail.tsx'
import { ReelPlayer } from './reel-player.tsx'

interface Props {
  reel: ReelSignal
  /** What it was given with in the list that is watched. */
  view: Reel['view']
  position: number
  total: number
  /** How many slides below the one that is watched; negative above it. */
  distance: number
}

// Posters are loaded for slides that are at most this far away.
const NEAR = 2

export function ReelSlide({ reel, view, position, total, distance }: Props) {
  const { id, title, video } = reel.value
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
        {video && Math.abs(distance) <= NEAR && <Poster url={video.thumbnailUrl} />}
        {video && Math.abs(distance) <= 1 && (
          <ReelPlayer reel={withView(reel.value, view)} isActive={isActive} isNext={distance === 1} />
        )}
        <div class="caption">
          <div class="brand-row">
            <PartnerLink reel={reel.value} />
            <FollowButton partner={reel.value.partner} isFollowing={reel.value.viewer?.following ?? false} />
          </div>
          <h2 id={titleId}>{title}</h2>
          <Description text={reel.value.description} />
          <div class="caption-row">
            <span class="price" data-free={reel.value.price.amount === 0 || undefined}>
              {priceText(reel.value.price)}
            </span>
            {reel.value.tags.map(tag => (
              <a key={tag} class="tag" href={paths.tag(tag)}>
                #{tag}
              </a>
            ))}
            <span class="views">{countOf(reel.value.counts.views, 'view')}</span>
          </div>
        </div>
      </div>
      <ActionRail reel={reel} />
    </article>
  )
}

/** A reel that was bought meanwhile has got its ticket elsewhere. */
function withView(reel: Reel, view: Reel['view']): Reel {
  return reel.view && view ? { ...reel, view } : reel
}

function PartnerLink({ reel }: { reel: Reel }) {
  return (
    <a class="brand" href={paths.partner(reel.partner.id)}>
      <Avatar id={reel.partner.id} name={reel.partner.brandName} />
      {reel.partner.brandName}
    </a>
  )
}

const FOLDED_CHARACTERS = 80

function Description({ text }: { text: string }) {
  const isOpen = useSignal(false)
  if (text === '') return null
  const isLong = text.length > FOLDED_CHARACTERS || text.includes('\n')
  return (
    <p class="description" data-open={isOpen.value || undefined}>
      <span>{text}</span>
      {isLong && (
        <button
          type="button"
          class="more"
          aria-expanded={isOpen.value}
          onClick={() => {
            isOpen.value = !isOpen.value
          }}
        >
          {isOpen.value ? 'less' : 'more'}
        </button>
      )}
    </p>
  )
}
