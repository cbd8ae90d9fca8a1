import { Icon } from '../ui/icons.tsx'
import { isFullscreen, toggleFullscreen, togglePictureInPicture } from './screen.ts'
import { isMuted, toggleMuted } from './sound.ts'

/** What changes how all reels are shown, in the corner of the picture. */
export function StageTools({ onHelp }: { onHelp: () => void }) {
  return (
    <div class="tools">
      <button
        type="button"
        class="tool"
        data-sound
        aria-label="Sound"
        aria-pressed={!isMuted.value}
        onClick={toggleMuted}
      >
        <Icon name={isMuted.value ? 'silence' : 'sound'} />
      </button>
      {document.pictureInPictureEnabled && (
        <button type="button" class="tool" aria-label="Picture in picture" onClick={togglePictureInPicture}>
          <Icon name="picture" />
        </button>
      )}
      {document.fullscreenEnabled && (
        <button
          type="button"
          class="tool"
          aria-label="Full screen"
          aria-pressed={isFullscreen.value}
          onClick={toggleFullscreen}
        >
          <Icon name={isFullscreen.value ? 'shrink' : 'grow'} />
        </button>
      )}
      <button type="button" class="tool keys" aria-label="Keys" onClick={onHelp}>
        <Icon name="keyboard" />
      </button>
    </div>
  )
}
