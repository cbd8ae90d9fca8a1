import { effect, signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Reel } from '#client'
import { attachSource } from './sources.ts'

/** For all videos, as on a television. Browsers start only muted videos before the first tap. */
export const isMuted = signal(true)

/** Somebody who asked for less motion starts each video by hand. */
const prefersStill = window.matchMedia('(prefers-reduced-motion: reduce)')
export const isPaused = signal(prefersStill.matches)

/** A video that nobody sees does not run. */
const isHidden = signal(document.hidden)
document.addEventListener('visibilitychange', () => {
  isHidden.value = document.hidden
})

/** The reel whose video has begun to play; the one after it is fetched from then on. */
export const playing = signal<string | null>(null)

export interface Place {
  isActive: boolean
  /** Fetch already, though another one plays. */
  isNext: boolean
}

/**
 * Plays the video of a reel while it is the active one, holds it ready while it is the next one, and releases
 * it otherwise.
 */
export function usePlayback(reel: Reel, place: Place, hasFailed: { value: boolean }) {
  const element = useRef<HTMLVideoElement>(null)
  const isWanted = place.isActive || (place.isNext && playing.value !== null)
  const { video } = reel

  // Before the first paint: the video is on its way while the page is still being drawn.
  useLayoutEffect(() => {
    if (!isWanted || !element.current || !video) return
    return attachSource(element.current, video)
  }, [isWanted, video?.url])

  useLayoutEffect(() => {
    const current = element.current
    if (!current || !place.isActive) return
    const started = () => {
      playing.value = reel.id
    }
    current.addEventListener('playing', started)
    const stopFollowing = effect(() => {
      current.muted = isMuted.value
      if (isPaused.value || isHidden.value) current.pause()
      else void play(current)
    })
    return () => {
      stopFollowing()
      current.removeEventListener('playing', started)
      current.pause()
      current.currentTime = 0
    }
  }, [place.isActive, reel.id])

  const failed = () => {
    hasFailed.value = true
  }
  return { element, failed }
}

async function play(element: HTMLVideoElement): Promise<void> {
  try {
    await element.play()
  } catch (error) {
    // Sound needs a tap on the page first; the picture does not.
    const needsTap = error instanceof DOMException && error.name === 'NotAllowedError'
    if (needsTap && !isMuted.peek()) isMuted.value = true
    else if (needsTap) isPaused.value = true
  }
}

export function togglePaused(): void {
  isPaused.value = !isPaused.value
}

/** The next reel starts by itself, though the one before was paused. */
export function resume(): void {
  isPaused.value = prefersStill.matches
}

export function toggleMuted(): void {
  isMuted.value = !isMuted.value
}
