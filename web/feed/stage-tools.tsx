import { Icon } from '../ui/icons.tsx'
import { isMuted, toggleMuted } from './playback.ts'

/** What changes how all reels are shown, in the corner of the picture. */
export function StageTools() {
  return (
    <div class="tools">
      <button
        type="button"
        class="tool"
        aria-label="Sound"
        aria-pressed={!isMuted.value}
        onClick={toggleMuted}
      >
        <Icon name={isMuted.value ? 'silence' : 'sound'} />
      </button>
    </div>
  )
}
