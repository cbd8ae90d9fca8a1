import { signal } from '@preact/signals'
import { toast } from '../ui/toast.tsx'
import { activeVideo } from './playback.ts'

export const isFullscreen = signal(false)

/** Keeps `isFullscreen` up to date from now on. */
export function followFullscreen(): void {
  document.addEventListener('fullscreenchange', () => {
    isFullscreen.value = document.fullscreenElement !== null
  })
}

/** The feed itself fills the screen, so that one can go on to other reels. */
export function toggleFullscreen(): void {
  const done = document.fullscreenElement
    ? document.exitFullscreen()
    : document.getElementById('main')?.requestFullscreen()
  done?.catch(() => toast('This browser does not show reels on the full screen.'))
}

export function togglePictureInPicture(): void {
  const done = document.pictureInPictureElement
    ? document.exitPictureInPicture()
    : activeVideo.value?.requestPictureInPicture()
  done?.catch(() => toast('This reel cannot be shown in a small window right now.'))
}
