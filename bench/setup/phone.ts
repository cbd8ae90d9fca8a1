import { join } from 'node:path'
import type { Browser } from 'playwright-core'

/** What a visitor sees, in milliseconds since the page was asked for. */
export interface FirstSeen {
  /** Anything at all. */
  paint: number
  /** The largest thing on the screen, as browsers count it (LCP). */
  largest: number
  /** The picture of the first reel. */
  picture: number
  /** A frame of its video, which plays. */
  playing: number
  /** How far things moved that had been shown (CLS), as a part of the window. */
  shifts: number
}

/** Lines of phones: bytes a second, and the milliseconds that each request waits for its answer. */
export const LINES = {
  '400 kbit/s, 400 ms': { latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 },
  '4G, 9 Mbit/s, 85 ms': { latency: 85, downloadThroughput: 1_125_000, uploadThroughput: 1_125_000 },
} as const

export type LineName = keyof typeof LINES

/** Opens the player once, on a phone that has never seen it, and waits until the first reel plays. */
export async function visit(browser: Browser, url: string, line: LineName): Promise<FirstSeen> {
  const context = await browser.newContext({
    viewport: { width: 390, height: 844 },
    deviceScaleFactor: 3,
    hasTouch: true,
    isMobile: true,
  })
  try {
    const page = await context.newPage()
    const seen = Promise.withResolvers<FirstSeen>()
    await page.exposeFunction('tellFirstSeen', seen.resolve)
    await page.addInitScript({ path: join(import.meta.dirname, 'first-seen.mjs') })
    const devtools = await context.newCDPSession(page)
    await devtools.send('Network.emulateNetworkConditions', { offline: false, ...LINES[line] })
    await page.goto(url, { waitUntil: 'commit', timeout: 60_000 })
    return await seen.promise
  } finally {
    await context.close()
  }
}
