import { useSignal } from '@preact/signals'
import type { ComponentChildren } from 'preact'
import { useEffect, useRef } from 'preact/hooks'
import { Icon } from '../ui/icons.tsx'
import { isFast, isPaused, togglePaused } from './playback.ts'

interface Props {
  onLike: () => void
  children: ComponentChildren
}

/** A second tap within this time, at about the same place, makes it a double tap. */
const DOUBLE_MILLISECONDS = 250
const NEAR_PIXELS = 60
const HOLD_MILLISECONDS = 400
const STILL_PIXELS = 10
const HEART_MILLISECONDS = 800

interface Point {
  x: number
  y: number
}

/** The picture takes touches: one tap pauses, two like, and a finger that stays doubles the speed. */
export function Touches({ onLike, children }: Props) {
  const hearts = useSignal<readonly (Point & { at: number })[]>([])
  const firstTap = useRef<(Point & { timer: number }) | null>(null)
  const hold = useRef<(Point & { timer: number }) | null>(null)
  const wasHeld = useRef(false)

  useEffect(() => {
    const free = () => release()
    // It may be lifted outside of the picture.
    document.addEventListener('pointerup', free)
    document.addEventListener('pointercancel', free)
    return () => {
      document.removeEventListener('pointerup', free)
      document.removeEventListener('pointercancel', free)
      clearTimeout(firstTap.current?.timer)
      release()
    }
  }, [])

  function press({ button, clientX: x, clientY: y }: PointerEvent) {
    wasHeld.current = false
    if (button !== 0) return
    const timer = window.setTimeout(() => {
      wasHeld.current = true
      isFast.value = true
    }, HOLD_MILLISECONDS)
    hold.current = { x, y, timer }
  }

  function move({ clientX, clientY }: PointerEvent) {
    const { current } = hold
    if (current && distance(current, { x: clientX, y: clientY }) > STILL_PIXELS) clearTimeout(current.timer)
  }

  function release() {
    clearTimeout(hold.current?.timer)
    hold.current = null
    isFast.value = false
  }

  function tap({ detail, clientX: x, clientY: y, currentTarget }: MouseEvent) {
    // The end of a press that was held is no tap. A keyboard presses without a place, and never twice.
    if (wasHeld.current) return
    if (detail === 0) return togglePaused()
    const first = firstTap.current
    clearTimeout(first?.timer)
    if (first && distance(first, { x, y }) < NEAR_PIXELS) {
      firstTap.current = null
      onLike()
      if (currentTarget instanceof Element) showHeart(currentTarget.getBoundingClientRect(), { x, y })
      return
    }
    const timer = window.setTimeout(() => {
      firstTap.current = null
      togglePaused()
    }, DOUBLE_MILLISECONDS)
    firstTap.current = { x, y, timer }
  }

  function showHeart({ left, top }: DOMRect, { x, y }: Point) {
    const heart = { x: x - left, y: y - top, at: performance.now() }
    hearts.value = [...hearts.value, heart]
    setTimeout(() => {
      hearts.value = hearts.value.filter(one => one !== heart)
    }, HEART_MILLISECONDS)
  }

  return (
    <>
      <button
        type="button"
        class="player-toggle"
        aria-label={isPaused.value ? 'Play' : 'Pause'}
        onClick={tap}
        onPointerDown={press}
        onPointerMove={move}
        onContextMenu={event => {
          // A long touch asks for a menu, too.
          if (hold.current) event.preventDefault()
        }}
      >
        {children}
      </button>
      {isFast.value && <p class="fast">2× speed</p>}
      {hearts.value.map(({ x, y, at }) => (
        <span key={at} class="tap-heart" style={{ left: `${x}px`, top: `${y}px` }} aria-hidden="true">
          <Icon name="heart" filled />
        </span>
      ))}
    </>
  )
}

function distance(one: Point, other: Point): number {
  return Math.hypot(one.x - other.x, one.y - other.y)
}
