import type { CDPSession, Page } from 'playwright-core'

interface Swipe {
  /** Where the finger comes down and where it is lifted, in pixels from the top. */
  from: number
  to: number
  milliseconds: number
  x?: number
  /** How long it rests before it is lifted. */
  rest?: number
}

const STEPS = 6

// Opening one takes longer than a swipe.
const sessions = new WeakMap<Page, CDPSession>()

async function touchscreenOf(page: Page): Promise<CDPSession> {
  const devtools = sessions.get(page) ?? (await page.context().newCDPSession(page))
  sessions.set(page, devtools)
  return devtools
}

/** Moves a real finger over the screen, as the browser gets it from a touchscreen. */
export async function swipe(page: Page, { from, to, milliseconds, x = 120, rest = 0 }: Swipe): Promise<void> {
  const devtools = await touchscreenOf(page)
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', y?: number) =>
    devtools.send('Input.dispatchTouchEvent', { type, touchPoints: y === undefined ? [] : [{ x, y }] })
  await touch('touchStart', from)
  for (let step = 1; step <= STEPS; step += 1) {
    await later(milliseconds / STEPS)
    await touch('touchMove', from + ((to - from) * step) / STEPS)
  }
  if (rest > 0) {
    await later(rest)
    await touch('touchMove', to)
  }
  await touch('touchEnd')
}

/** A finger that stays where it is, until the returned function lifts it. */
export async function holdFinger(page: Page, x: number, y: number): Promise<() => Promise<void>> {
  const devtools = await touchscreenOf(page)
  await devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] })
  return async () => {
    await devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
}

/** How fast a finger moves is what a swipe is about: this is no wait for something else. */
function later(milliseconds: number): Promise<void> {
  return new Promise(resolve => setTimeout(resolve, milliseconds))
}
