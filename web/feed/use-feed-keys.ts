import { useLayoutEffect, useRef } from 'preact/hooks'
import { toggleReaction } from '../lists/reactions.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { seekBy, togglePaused } from './playback.ts'
import { toggleFullscreen, togglePictureInPicture } from './screen.ts'
import { toggleMuted } from './sound.ts'

const SEEK_SECONDS = 5

interface Actions {
  turn(step: number): void
  isTurning(): boolean
  toTop(): void
  help(): void
  /** The reel that is watched. */
  reel(): ReelSignal | undefined
}

/** The keys of the feed. They work wherever the focus is, unless a key has another meaning there. */
export function useFeedKeys(actions: Actions): void {
  const latest = useRef(actions)
  latest.current = actions
  useLayoutEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event)) return
      const action = actionOf(event, latest.current)
      if (!action) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

function actionOf({ key, repeat }: KeyboardEvent, actions: Actions): (() => void) | undefined {
  const { turn, isTurning, reel } = actions
  const react = (reaction: 'like' | 'save') => () => {
    const watched = reel()
    if (watched && !repeat) void toggleReaction(watched, reaction)
  }
  // A key that is held goes on page by page, as fast as they can be seen.
  const go = (step: number) => () => {
    if (!(repeat && isTurning())) turn(step)
  }
  const once = (act: () => void) => () => {
    if (!repeat) act()
  }
  const known: Record<string, () => void> = {
    ArrowDown: go(1),
    ArrowUp: go(-1),
    PageDown: go(1),
    PageUp: go(-1),
    j: go(1),
    k: go(-1),
    Home: actions.toTop,
    ArrowLeft: () => seekBy(-SEEK_SECONDS),
    ArrowRight: () => seekBy(SEEK_SECONDS),
    ' ': once(togglePaused),
    m: once(toggleMuted),
    l: react('like'),
    s: react('save'),
    f: once(toggleFullscreen),
    i: once(togglePictureInPicture),
    '?': once(actions.help),
  }
  return known[key.length === 1 ? key.toLowerCase() : key]
}

/** A space presses the button that has the focus. Left and right move the timeline that has it; up and down do not. */
function isTaken({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, select, dialog')) return true
  if (key === ' ') return target.closest('button, a') !== null
  return /^(Arrow(Left|Right)|Home)$/.test(key) && target.closest('media-time-range') !== null
}
