import { signal } from '@preact/signals'

const KEY = 'reels.sound'

/** Holds for all videos, as on a television, and until the next visit. */
export const isMuted = signal(true)

/** Plays with sound if the last visit did. */
export function recallSound(): void {
  isMuted.value = localStorage.getItem(KEY) !== 'on'
}

export function toggleMuted(): void {
  isMuted.value = !isMuted.value
  localStorage.setItem(KEY, isMuted.value ? 'off' : 'on')
}

/** Browsers play no sound before somebody has touched the page. The first touch brings it back. */
export function muteUntilTouched(): void {
  isMuted.value = true
  const unmute = (event: Event) => {
    document.removeEventListener('pointerup', unmute)
    document.removeEventListener('keydown', unmute)
    // Whoever presses the button for the sound, or its key, says what they want.
    const isAboutSound =
      event instanceof KeyboardEvent
        ? event.key === 'm'
        : event.target instanceof Element && event.target.closest('[data-sound]') !== null
    if (!isAboutSound) recallSound()
  }
  document.addEventListener('pointerup', unmute)
  document.addEventListener('keydown', unmute)
}
