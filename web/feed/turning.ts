/** One page forward, one back, or none. */
export type Step = -1 | 0 | 1

/** A turn of the wheel, or a push on a trackpad, which sends many of them. */
export interface WheelMove {
  /** Pixels; down is positive. */
  delta: number
  /** It is the notch of a wheel, and not a part of a push. */
  isNotch: boolean
  /** Milliseconds. */
  at: number
  /** A page is being turned. */
  isTurning: boolean
}

const QUIET_MILLISECONDS = 120
const LEAST_PIXELS = 40

/** Turns one page with each notch and each push, however long a trackpad goes on sending after a push. */
export function followWheel(): (move: WheelMove) => Step {
  let last = { at: Number.NEGATIVE_INFINITY, size: 0 }
  let sum = 0
  let isSpent = false
  return ({ delta, isNotch, at, isTurning }) => {
    const size = Math.abs(delta)
    // A push only ever gets slower. If it is suddenly faster, it is another one.
    const isNew = isNotch || at - last.at > QUIET_MILLISECONDS || size > last.size * 1.5 + 10
    last = { at, size }
    if (isNew) {
      sum = 0
      isSpent = false
    }
    if (isTurning) isSpent = true
    if (isSpent) return 0
    sum += delta
    if (!isNotch && Math.abs(sum) < LEAST_PIXELS) return 0
    isSpent = true
    return sum > 0 ? 1 : -1
  }
}

interface Swipe {
  /** How far the finger has moved, in pixels; up is negative. */
  moved: number
  /** How fast it was at the end, in pixels each millisecond. */
  speed: number
  height: number
}

const FAST = 0.3
const LEAST_FAST_PIXELS = 12
const FAR_PIXELS = 90
const FAR_PART = 0.15

/** A finger that was fast, or went far, turns a page. One that goes back at the end does not. */
export function swipeStep({ moved, speed, height }: Swipe): Step {
  const step = moved < 0 ? 1 : -1
  const isBack = Math.abs(speed) > FAST && Math.sign(speed) !== Math.sign(moved)
  if (isBack) return 0
  const isFast = Math.abs(speed) > FAST && Math.abs(moved) > LEAST_FAST_PIXELS
  const isFar = Math.abs(moved) > Math.min(FAR_PIXELS, height * FAR_PART)
  return isFast || isFar ? step : 0
}
