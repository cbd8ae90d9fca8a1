import { isOn, type Reaction, toggleReaction } from '../lists/reactions.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { countText } from '../ui/amounts.ts'
import { Icon } from '../ui/icons.tsx'
import { shareReel } from './share.ts'

export function ActionRail({ reel }: { reel: ReelSignal }) {
  return (
    <div class="rail">
      <ReactionButton reel={reel} reaction="like" />
      <ReactionButton reel={reel} reaction="save" />
      <button type="button" class="rail-button" onClick={() => void shareReel(reel)}>
        <span class="rail-icon">
          <Icon name="share" />
        </span>
        <span class="rail-label">Share</span>
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
