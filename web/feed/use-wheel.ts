import { useLayoutEffect, useRef } from 'preact/hooks'
import { followWheel } from './turning.ts'

/** The wheel turns pages wherever the pointer is, unless it is over a text that the wheel can scroll. */
export function useWheel(turn: (step: number) => void, isTurning: () => boolean): void {
  const latest = useRef({ turn, isTurning })
  latest.current = { turn, isTurning }
  useLayoutEffect(() => {
    const follow = followWheel()
    function onWheel(event: WheelEvent) {
      const isZoom = event.ctrlKey || event.metaKey
      if (isZoom || Math.abs(event.deltaY) <= Math.abs(event.deltaX) || isTaken(event)) return
      event.preventDefault()
      const isNow = latest.current.isTurning()
      const move = { delta: event.deltaY, isNotch: isNotch(event), at: event.timeStamp, isTurning: isNow }
      const step = follow(move)
      if (step !== 0) latest.current.turn(step)
    }
    // Without this, browsers do not let a listener of the document prevent anything.
    document.addEventListener('wheel', onWheel, { passive: false })
    return () => document.removeEventListener('wheel', onWheel)
  }, [])
}

/** Browsers tell the notches of a wheel as lines, or as multiples of 120. Trackpads tell pixels, three times as many. */
function isNotch(event: WheelEvent): boolean {
  if (event.deltaMode !== WheelEvent.DOM_DELTA_PIXEL) return true
  const old = 'wheelDeltaY' in event && typeof event.wheelDeltaY === 'number' ? event.wheelDeltaY : 0
  return old !== 0 && old % 120 === 0 && old !== -3 * event.deltaY
}

function isTaken({ target, deltaY }: WheelEvent): boolean {
  if (!(target instanceof Element)) return false
  if (target.closest('dialog')) return true
  const scroller = target.closest('[data-scrolls]')
  for (let one = scroller; one; one = one.parentElement?.closest('[data-scrolls]') ?? null) {
    const below = one.scrollHeight - one.clientHeight - one.scrollTop
    if (isScroller(one) && (deltaY > 0 ? below > 1 : one.scrollTop > 0)) return true
  }
  return false
}

/** Has it more than it shows? */
export function isScroller(element: Element): boolean {
  return element.scrollHeight > element.clientHeight + 1 && getComputedStyle(element).overflowY === 'auto'
}
