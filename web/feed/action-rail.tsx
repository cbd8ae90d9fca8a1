import { isOn, type Reaction, toggleReaction } from '../lists/reactions.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { paths } from '../routing/paths.ts'
import { countText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { toast } from '../ui/toast.tsx'
import { isMuted, toggleMuted } from './playback.ts'

export function ActionRail({ reel }: { reel: ReelSignal }) {
  return (
    <div class="rail">
      <ReactionButton reel={reel} reaction="like" />
      <ReactionButton reel={reel} reaction="save" />
      <button type="button" class="rail-button" onClick={() => void share(reel)}>
        <span class="rail-icon">
          <Icon name="share" />
        </span>
        <span class="rail-label">Share</span>
      </button>
      <button type="button" class="rail-button" aria-pressed={!isMuted.value} onClick={toggleMuted}>
        <span class="rail-icon">
          <Icon name={isMuted.value ? 'silence' : 'sound'} />
        </span>
        <span class="rail-label">Sound</span>
      </button>
    </div>
  )
}

const NAMES = { like: 'Like', save: 'Save' }

function ReactionButton({ reel, reaction }: { reel: ReelSignal; reaction: Reaction }) {
  const { counts } = reel.value
  const on = isOn(reel.value, reaction)
  const count = reaction === 'like' ? counts.likes : counts.saves
  return (
    <button
      type="button"
      class="rail-button"
      data-reaction={reaction}
      aria-pressed={on}
      aria-label={`${NAMES[reaction]}, ${countText(count)}`}
      onClick={() => void toggleReaction(reel, reaction)}
    >
      <span class="rail-icon">
        <Icon name={reaction === 'like' ? 'heart' : 'bookmark'} filled={on} />
      </span>
      <span class="rail-label">{countText(count)}</span>
    </button>
  )
}

async function share(reel: ReelSignal): Promise<void> {
  const url = new URL(paths.reel(reel.value.id, 'feed'), window.location.origin).href
  try {
    if ('share' in navigator) await navigator.share({ title: reel.value.title, url })
    else {
      await copy(url)
      toast('Link copied.')
    }
  } catch (error) {
    // The error is an AbortError if somebody closed the system's dialog: that is not a failure.
    if (!(error instanceof DOMException && error.name === 'AbortError'))
      toast('The link could not be shared.')
  }
}

// A function of its own, because TypeScript believes that every navigator has `share`.
function copy(text: string): Promise<void> {
  return navigator.clipboard.writeText(text)
}
