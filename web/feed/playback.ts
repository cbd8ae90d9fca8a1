import { effect, signal } from '@preact/signals'
import { useLayoutEffect, useRef } from 'preact/hooks'
import type { Reel } from '#client'
import { wish } from '../accounts/wish.ts'
import { api, attempt } from '../api/api.ts'
import { renewVideo } from '../lists/reels.ts'
import { prefersStill } from '../ui/motion.ts'
import { tellWatched, tellWhenHidden } from './beacons.ts'
import { ahead, hasPicture, hasVideo } from './line.ts'
import { isMuted, muteUntilTouched } from './sound.ts'
import { attachSource, type Trouble, type Video } from './sources.ts'

export const isPaused = signal(false)

/** A finger rests on the picture: it plays at double speed. */
export const isFast = signal(false)

/** The video of the reel that is watched. */
export const activeVideo = signal<HTMLVideoElement | null>(null)

/** The page is in the background: nobody sees the video. */
const isHidden = signal(false)

export interface Place {
  isActive: boolean
  /** The video is fetched when the one before it has enough to go on. */
  isNext: boolean
}

/** From now on videos play, and pause while the page is in the background. */
export function followVisibility(): void {
  function update() {
    isHidden.value = document.hidden
  }
  update()
  document.addEventListener('visibilitychange', update)
  tellWhenHidden()
  resume()
}

/** Plays the video of the active reel and prepares that of the next one. All others are released. */
export function usePlayback(reel: Reel, place: Place, trouble: { value: Trouble | null }) {
  const element = useRef<HTMLVideoElement>(null)
  const isWanted = place.isActive ? hasPicture.value : place.isNext && ahead.value !== null
  const { video } = reel

  // A layout effect, so that the video is requested before the page is painted.
  useLayoutEffect(() => {
    if (!isWanted || !element.current || !video) return
    return attachSource(element.current, video, {
      trouble: told => {
        trouble.value = told
      },
      renew: () => renew(reel.id, secondsWatched(element.current)),
    })
    // Not with each new address: a list that is read again must not stop what plays.
  }, [isWanted, reel.id, video?.access])

  useLayoutEffect(() => {
    const { current } = element
    if (!place.isActive || !current || !reel.sale?.owned) return
    return () => {
      // A refund asks how much was watched.
      const seconds = secondsWatched(current)
      if (seconds > 0) void renew(reel.id, seconds)
    }
  }, [place.isActive, reel.id, reel.sale?.owned])

  useLayoutEffect(() => {
    const current = element.current
    if (!current || !place.isActive) return
    activeVideo.value = current
    function hasFrame() {
      hasVideo.value = true
    }
    function started() {
      if (!current) return
      current.dataset['started'] = ''
      void staySmall(current)
    }
    function progressed() {
      // Of a reel that only has a picture, nothing comes.
      const isPicture = reel.video?.url === null
      if (isPicture) hasFrame()
      if (current && (isPicture || isAhead(current))) ahead.value = reel.id
    }
    function follow() {
      // A small window stays in view while its page does not. Nobody watches while the sheet to sign up is open.
      const isUnseen = isHidden.value && document.pictureInPictureElement !== current
      if (isPaused.value || isUnseen || wish.value !== null) current?.pause()
      else if (current) void play(current)
    }
    const ending = new AbortController()
    const untilThen = { signal: ending.signal }
    current.addEventListener('loadeddata', hasFrame, untilThen)
    current.addEventListener('playing', started, untilThen)
    for (const event of PROGRESS) current.addEventListener(event, progressed, untilThen)
    progressed()
    // A browser pauses a video that gets another source.
    current.addEventListener('loadstart', follow, untilThen)
    const stopTelling = tellWatched(current, reel)
    const stopFollowing = effect(() => {
      current.muted = isMuted.value
      follow()
    })
    const stopSpeed = effect(() => {
      current.playbackRate = isFast.value ? 2 : 1
    })
    return () => {
      stopFollowing()
      stopSpeed()
      stopTelling()
      isFast.value = false
      if (activeVideo.peek() === current) activeVideo.value = null
      ending.abort()
      ahead.value = null
      current.pause()
      current.currentTime = 0
    }
    // A reel that was bought meanwhile has a ticket from then on.
  }, [place.isActive, reel.id, reel.view === null])

  return element
}

// More than this is rarely seen before a swipe.
const ENOUGH_SECONDS = 5
const PROGRESS = ['progress', 'playing', 'timeupdate', 'suspend'] as const

/** Whether the video has come for the next seconds, or up to its end. */
function isAhead({ buffered, currentTime, duration }: HTMLVideoElement): boolean {
  if (buffered.length === 0) return false
  const seconds = buffered.end(buffered.length - 1) - currentTime
  // The last frame may end a little before the video.
  return seconds >= Math.min(ENOUGH_SECONDS, duration - currentTime - 0.2)
}

async function renew(reelId: string, watchedSeconds: number): Promise<Video | null> {
  const outcome = await attempt(api.playReel({ params: { reelId }, body: { watchedSeconds } }))
  if (!outcome.ok) return null
  renewVideo(reelId, outcome.data.video)
  return outcome.data.video
}

/** Counted by what was played, not by what was skipped. */
function secondsWatched(element: HTMLVideoElement | null): number {
  if (!element) return 0
  let seconds = 0
  for (let part = 0; part < element.played.length; part += 1) {
    seconds += element.played.end(part) - element.played.start(part)
  }
  return Math.round(seconds)
}

async function play(element: HTMLVideoElement): Promise<void> {
  try {
    await element.play()
  } catch (error) {
    // Before the first tap on a page, browsers refuse to play sound, but not muted videos.
    const needsTap = error instanceof DOMException && error.name === 'NotAllowedError'
    if (needsTap && !isMuted.peek()) muteUntilTouched()
    else if (needsTap) isPaused.value = true
  }
}

export function togglePaused(): void {
  isPaused.value = !isPaused.value
}

/** Plays the next video, even if the last one was paused. Somebody who asked for less motion starts each by hand. */
export function resume(): void {
  isPaused.value = prefersStill()
}

export function seekBy(seconds: number): void {
  const video = activeVideo.peek()
  if (!video || !Number.isFinite(video.duration)) return
  video.currentTime = Math.min(Math.max(video.currentTime + seconds, 0), video.duration)
}

/** The small window goes on with the next reel. */
async function staySmall(element: HTMLVideoElement): Promise<void> {
  const small = document.pictureInPictureElement
  if (!small || small === element) return
  // It can be closed meanwhile. Then the reel is on its page.
  await element.requestPictureInPicture().catch(() => {})
}
