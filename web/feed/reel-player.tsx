import { useSignal } from '@preact/signals'
import { useState } from 'preact/hooks'
import type { Reel } from '#client'
import { Icon } from '../ui/icons.tsx'
import { Offer } from './offer.tsx'
import { isPaused, type Place, usePlayback } from './playback.ts'
import type { Trouble } from './sources.ts'
import { StageTools } from './stage-tools.tsx'
import { Touches } from './touches.tsx'

// By default media-chrome hides its controls after a while, which suits films but not reels.
const STAYS = { noautohide: '' }

const WORDS: Record<Trouble, string> = {
  'unknown-format':
    'Your browser cannot play this video: it does not know the format, or the file is damaged.',
  'being-made': 'This video is being prepared for your browser. It starts in a moment.',
  unreachable: 'This video cannot be played right now.',
}

interface Props extends Place {
  reel: Reel
  /** Somebody has tapped the picture twice. */
  onLike: () => void
  onHelp: () => void
}

/** The video of a reel with its controls. */
export function ReelPlayer(props: Props) {
  const [attempts, setAttempts] = useState(0)
  // The key makes a new video element for each attempt, without the error of the last one.
  return <Player key={attempts} {...props} onRetry={() => setAttempts(attempts + 1)} />
}

function Player({ reel, isActive, isNext, onLike, onHelp, onRetry }: Props & { onRetry: () => void }) {
  const trouble = useSignal<Trouble | null>(null)
  const element = usePlayback(reel, { isActive, isNext }, trouble)
  const isOver = useSignal(false)
  const access = reel.video?.access
  const isOffered = access !== 'full' && (access === 'none' || isOver.value)
  const isWide = (reel.video?.width ?? 9) > (reel.video?.height ?? 16)
  return (
    <media-controller class="player" nohotkeys gesturesdisabled data-wide={isWide || undefined}>
      {/* biome-ignore lint/a11y/useMediaCaption: reels have no captions in this API */}
      <video
        slot="media"
        ref={element}
        playsInline
        loop={access === 'full'}
        preload="auto"
        onEnded={() => {
          isOver.value = access === 'preview'
        }}
      />
      {isActive && (
        <div class="controls" {...STAYS}>
          <Touches onLike={onLike}>
            {isPaused.value && trouble.value === null && (
              <span class="player-paused">
                <Icon name="play" />
              </span>
            )}
          </Touches>
          {trouble.value === null && !isOffered && <media-loading-indicator />}
          {isOffered && trouble.value === null && <Offer reel={reel} />}
          {trouble.value !== null && (
            <div class="player-failed" role="alert">
              <p>{WORDS[trouble.value]}</p>
              {trouble.value !== 'being-made' && (
                <button type="button" class="button" onClick={onRetry}>
                  <Icon name="retry" /> Try again
                </button>
              )}
            </div>
          )}
          <StageTools onHelp={onHelp} />
          <media-time-range class="player-time" />
        </div>
      )}
    </media-controller>
  )
}
