import { useEffect, useRef } from 'preact/hooks'
import { toggleReaction } from '../lists/reactions.ts'
import type { ReelSignal } from '../lists/reels.ts'
import { toggleMuted, togglePaused } from './playback.ts'

/** The keys of the feed. They work wherever the focus is, unless a key has another meaning there. */
export function useFeedKeys(go: (step: number) => void, activeReel: () => ReelSignal | undefined): void {
  const latest = useRef({ go, activeReel })
  latest.current = { go, activeReel }
  useEffect(() => {
    function onKey(event: KeyboardEvent) {
      if (event.metaKey || event.ctrlKey || event.altKey || isTaken(event)) return
      const reel = latest.current.activeReel()
      const action = {
        ArrowDown: () => latest.current.go(1),
        ArrowUp: () => latest.current.go(-1),
        PageDown: () => latest.current.go(1),
        PageUp: () => latest.current.go(-1),
        j: () => latest.current.go(1),
        k: () => latest.current.go(-1),
        ' ': togglePaused,
        m: toggleMuted,
        l: () => reel && void toggleReaction(reel, 'like'),
        s: () => reel && void toggleReaction(reel, 'save'),
      }[event.key]
      if (!action) return
      event.preventDefault()
      action()
    }
    document.addEventListener('keydown', onKey)
    return () => document.removeEventListener('keydown', onKey)
  }, [])
}

/** A space presses the button that has the focus. The timeline does not use the arrows up and down, so the feed may. */
function isTaken({ key, target }: KeyboardEvent): boolean {
  if (!(target instanceof HTMLElement)) return false
  if (target.closest('input, textarea, select, dialog')) return true
  return key === ' ' && target.closest('button, a') !== null
}
