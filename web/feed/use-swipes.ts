import type { RefObject } from 'preact'
import { useLayoutEffect, useRef } from 'preact/hooks'
import { isFast } from './playback.ts'
import { swipeStep } from './turning.ts'
import { isScroller } from './use-wheel.ts'

interface Told {
  /** The pages follow the finger by so many pixels; null once it is gone. */
  drag(pixels: number | null): void
  /** How far they are from their place when a finger comes while they move. */
  offset(): number
  turn(step: number): void
}

// A finger that rests is never quite still.
const START_PIXELS = 8
// One that doubles the speed stays longer, and may wander.
const HELD_PIXELS = 40
// The speed at the end is that of the last moment.
const SPEED_MILLISECONDS = 100

interface Finger {
  id: number
  from: { x: number; y: number }
  offset: number
  isSwiping: boolean
  path: { y: number; at: number }[]
}

/** Pages follow a finger, and turn when it lets go. */
export function useSwipes(pages: RefObject<HTMLElement | null>, told: Told): void {
  const latest = useRef(told)
  latest.current = told
  useLayoutEffect(() => {
    const element = pages.current
    if (!element) return
    let finger: Finger | null = null

    function down(event: PointerEvent) {
      if (event.pointerType === 'mouse') return
      // A second finger zooms.
      if (!event.isPrimary || isTaken(event.target)) return letGo(0)
      const { pointerId: id, clientX: x, clientY: y, timeStamp: at } = event
      finger = { id, from: { x, y }, offset: 0, isSwiping: false, path: [{ y, at }] }
    }
    function move(event: PointerEvent) {
      if (!finger || event.pointerId !== finger.id) return
      const [across, along] = [event.clientX - finger.from.x, event.clientY - finger.from.y]
      if (!finger.isSwiping) {
        const start = isFast.value ? HELD_PIXELS : START_PIXELS
        if (Math.abs(across) > start && Math.abs(across) > Math.abs(along)) {
          finger = null
          return
        }
        if (Math.abs(along) <= start) return
        isFast.value = false
        finger.isSwiping = true
        finger.offset = latest.current.offset()
      }
      finger.path.push({ y: event.clientY, at: event.timeStamp })
      latest.current.drag(along + finger.offset)
    }
    function up(event: PointerEvent) {
      if (!finger || event.pointerId !== finger.id) return
      const height = element?.clientHeight ?? 0
      const moved = event.clientY - finger.from.y
      letGo(finger.isSwiping ? swipeStep({ moved, speed: speedOf(finger, event), height }) : 0)
    }
    function letGo(step: number) {
      const wasSwiping = finger?.isSwiping
      finger = null
      if (!wasSwiping) return
      latest.current.drag(null)
      latest.current.turn(step)
    }
    function cancel() {
      letGo(0)
    }
    /** The finger belongs to the pages now: the browser must not scroll with it. */
    function keep(event: TouchEvent) {
      if (finger && event.touches.length === 1 && event.cancelable) event.preventDefault()
    }
    element.addEventListener('pointerdown', down)
    element.addEventListener('pointermove', move)
    element.addEventListener('pointerup', up)
    element.addEventListener('pointercancel', cancel)
    element.addEventListener('touchmove', keep, { passive: false })
    return () => {
      element.removeEventListener('pointerdown', down)
      element.removeEventListener('pointermove', move)
      element.removeEventListener('pointerup', up)
      element.removeEventListener('pointercancel', cancel)
      element.removeEventListener('touchmove', keep)
    }
  }, [])
}

/** Pixels each millisecond, in the last moment before a finger was lifted. */
function speedOf({ path }: Finger, { clientY, timeStamp }: PointerEvent): number {
  const recent = path.filter(({ at }) => timeStamp - at < SPEED_MILLISECONDS)
  const [first] = recent
  return first && timeStamp > first.at ? (clientY - first.y) / (timeStamp - first.at) : 0
}

function isTaken(target: EventTarget | null): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('media-time-range')) return true
  const scroller = target.closest('[data-scrolls]')
  const outer = scroller?.parentElement?.closest('[data-scrolls]')
  return [scroller, outer].some(one => one && isScroller(one))
}
