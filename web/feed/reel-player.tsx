import { useSignal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Reel } from '#client'
import { Icon } from '../ui/icons.tsx'
import { isPaused, type Place, togglePaused, usePlayback } from './playback.ts'

// By default media-chrome hides its controls after a while, which suits films but not reels.
const STAYS = { noautohide: '' }

interface Props extends Place {
  reel: Reel
}

/** The video of a reel with its controls. */
export function ReelPlayer(props: Props) {
  const [attempts, setAttempts] = useState(0)
  // The key makes a new video element for each attempt, without the error of the last one.
  return <Player key={attempts} {...props} onRetry={() => setAttempts(attempts + 1)} />
}

function Player({ reel, isActive, isNext, onRetry }: Props & { onRetry: () => void }) {
  const hasFailed = useSignal(false)
  const { element, failed } = usePlayback(reel, { isActive, isNext }, hasFailed)
  const isWide = (reel.video?.width ?? 9) > (reel.video?.height ?? 16)
  return (
    <media-controller class="player" nohotkeys gesturesdisabled data-wide={isWide || undefined}>
      {/* biome-ignore lint/a11y/useMediaCaption: reels have no captions in this API */}
      <video slot="media" ref={element} onError={failed} playsInline loop preload="auto" />
      {isActive && (
        <div class="controls" {...STAYS}>
          <button
            type="button"
            class="player-toggle"
            aria-label={isPaused.value ? 'Play' : 'Pause'}
            onClick={togglePaused}
          >
            {isPaused.value && !hasFailed.value && (
              <span class="player-paused">
                <Icon name="play" />
              </span>
            )}
          </button>
          {!hasFailed.value && <media-loading-indicator />}
          {hasFailed.value && (
            <div class="player-failed" role="alert">
              <p>This video cannot be played right now.</p>
              <button type="button" class="button" onClick={onRetry}>
                <Icon name="retry" /> Try again
              </button>
            </div>
          )}
          <media-time-range class="player-time" />
        </div>
      )}
    </media-controller>
  )
}
