import { Icon } from '../ui/icons.tsx'

interface Props {
  position: number
  count: number
  onGo: (step: number) => void
}

/** Buttons for the previous and the next reel. They stay where they are while the reels move, and keep the focus. */
export function Steps({ position, count, onGo }: Props) {
  return (
    <div class="steps">
      <div>
        <button
          type="button"
          class="step"
          aria-label="Previous reel"
          disabled={position === 0}
          onClick={() => onGo(-1)}
        >
          <Icon name="up" />
        </button>
        <button
          type="button"
          class="step"
          aria-label="Next reel"
          disabled={position >= count - 1}
          onClick={() => onGo(1)}
        >
          <Icon name="down" />
        </button>
      </div>
    </div>
  )
}
