import { useSignal } from '@preact/signals'
import type { RefObject } from 'preact'
import { useEffect, useLayoutEffect, useRef } from 'preact/hooks'
import type { ReelSignal } from '../lists/reels.ts'
import { prefersStill } from '../ui/motion.ts'

/** A notch of the wheel during this time is still the one that turned the page. The movement itself is longer. */
const TURN_MILLISECONDS = 200
/** Longer than a page moves. */
const MOVED_MILLISECONDS = 500

interface Pages {
  element: RefObject<HTMLDivElement | null>
  /** The page that fills the window. After the last reel there is one more: the end. */
  active: number
  /** Goes on by so many pages, or stays at the first or the last one. */
  turn(step: number): void
  /** Goes to the first page, whichever reel it has by then. */
  toTop(): void
  isTurning(): boolean
  /** Moves all pages by so many pixels; null puts them into their place. */
  drag(pixels: number | null): void
  /** How many pixels they are below their place now. */
  offset(): number
}

/** Pages below each other, of which one fills the window. It stays if the list grows or shrinks around it. */
export function usePages(reels: readonly ReelSignal[], start: number, onTurn: () => void): Pages {
  const element = useRef<HTMLDivElement>(null)
  const at = useSignal({ index: start, reel: reels[start] })
  const turnedAt = useRef(Number.NEGATIVE_INFINITY)
  const settling = useRef(0)
  const latest = useRef(reels)
  latest.current = reels
  const active = indexIn(reels, at.value)

  // At the end of a list there is no reel until more are read, and one that is watched can be taken out.
  useEffect(() => {
    const { reel } = at.peek()
    if (reel && latest.current.includes(reel)) return
    const index = indexIn(latest.current, at.peek())
    const instead = latest.current[index]
    if (instead !== reel) at.value = { index, reel: instead }
  })

  useLayoutEffect(() => {
    element.current?.style.setProperty('--page', String(active))
  }, [active])
  useEffect(() => () => clearTimeout(settling.current), [])

  // The next turn may come before this one has been rendered.
  function turn(step: number) {
    const now = indexIn(latest.current, at.peek())
    goTo(Math.min(Math.max(now + step, 0), latest.current.length), now)
  }

  function toTop() {
    goTo(0, indexIn(latest.current, at.peek()))
    at.value = { index: 0, reel: undefined }
  }

  function goTo(index: number, from: number) {
    move()
    element.current?.style.setProperty('--page', String(index))
    if (index === from) return
    turnedAt.current = performance.now()
    at.value = { index, reel: latest.current[index] }
    onTurn()
  }

  /** Pages that come into their place otherwise, such as when the list changes above them, do not move. */
  function move() {
    clearTimeout(settling.current)
    element.current?.setAttribute('data-moving', '')
    settling.current = window.setTimeout(() => {
      element.current?.removeAttribute('data-moving')
    }, MOVED_MILLISECONDS)
  }

  function drag(pixels: number | null) {
    if (pixels === null) {
      element.current?.style.removeProperty('--drag')
      return
    }
    clearTimeout(settling.current)
    element.current?.removeAttribute('data-moving')
    // Beyond the first and the last page there is nothing: they resist.
    const isBeyond = (active === 0 && pixels > 0) || (active === reels.length && pixels < 0)
    element.current?.style.setProperty('--drag', `${isBeyond ? pixels * 0.4 : pixels}px`)
  }

  function offset() {
    const pages = element.current
    const window = pages?.parentElement
    if (!pages || !window) return 0
    return (
      pages.getBoundingClientRect().top - window.getBoundingClientRect().top + active * window.clientHeight
    )
  }

  const isTurning = () => !prefersStill() && performance.now() - turnedAt.current < TURN_MILLISECONDS
  return { element, active, turn, toTop, isTurning, drag, offset }
}

/** Where the list has the reel that is watched now. Without it, the page is the one that has taken its place. */
function indexIn(
  reels: readonly ReelSignal[],
  { index, reel }: { index: number; reel: ReelSignal | undefined },
): number {
  const found = reel ? reels.indexOf(reel) : -1
  return found === -1 ? Math.min(index, reels.length) : found
}
