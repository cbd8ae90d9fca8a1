import type { BrowserContextOptions } from 'playwright-core'

const TOUCH: BrowserContextOptions = { hasTouch: true, isMobile: true }

/** The windows that every screen has to fit into: phones, tablets and desks. */
export const WINDOWS: Readonly<Record<string, BrowserContextOptions>> = {
  'small phone': { ...TOUCH, viewport: { width: 320, height: 568 } },
  phone: { ...TOUCH, viewport: { width: 390, height: 844 } },
  'phone on its side': { ...TOUCH, viewport: { width: 844, height: 390 } },
  tablet: { ...TOUCH, viewport: { width: 768, height: 1024 } },
  'tablet on its side': { ...TOUCH, viewport: { width: 1024, height: 768 } },
  laptop: { viewport: { width: 1280, height: 720 } },
  desk: { viewport: { width: 1440, height: 900 } },
  'large desk': { viewport: { width: 2560, height: 1440 } },
}
