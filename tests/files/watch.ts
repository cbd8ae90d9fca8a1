import type { Page } from 'playwright-core'

/** Longer than a stream of one second is made, on a machine that makes others at the same time. */
const LONGEST_MILLISECONDS = 90_000

/**
 * Opens a reel in the player and waits until its video has been played to the end.
 * @returns what it was played from, or what the player says instead
 */
export async function watchToTheEnd(page: Page, reelId: string): Promise<string> {
  await page.goto(`/reels/${reelId}`)
  // The video starts again at its end.
  const outcome = await page.waitForFunction(watchOnce, null, { timeout: LONGEST_MILLISECONDS, polling: 50 })
  return (await outcome.jsonValue()) ?? ''
}

/** Runs in the browser, again and again: keeps the furthest point that the video was at on its element. */
function watchOnce(): string | null {
  const video = document.querySelector<HTMLVideoElement & { furthest?: number }>('.slide:not([inert]) video')
  const alert = document.querySelector('.slide:not([inert]) [role=alert]')?.textContent ?? ''
  if (alert !== '' && !alert.includes('being prepared'))
    return `not played: ${alert.replace('Try again', '').trim()}`
  if (!video || video.readyState === 0) return null
  if (!video.seeking && video.currentTime > 0 && video.videoWidth > 0) {
    const before = video.furthest ?? 0
    const isOver = video.duration - Math.max(before, video.currentTime) < 0.35
    const hasBegunAgain = video.currentTime < before - 0.2
    video.furthest = Math.max(before, video.currentTime)
    if (isOver || hasBegunAgain)
      return video.currentSrc.startsWith('blob:') ? 'played the stream' : 'played the file'
  }
  return null
}
