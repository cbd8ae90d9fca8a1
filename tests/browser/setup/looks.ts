import { readFileSync } from 'node:fs'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { decodePicture, HALF, type Picture } from './pictures.ts'
import { useBrowser, type Visitor } from './visitor.ts'
import { WINDOWS } from './windows.ts'

const SCHEMES = ['light', 'dark'] as const
/** Fingers and mice are different layouts, so that each needs a page of its own. */
const TOUCHED = ['phone', 'phone on its side', 'tablet']
const POINTED = ['desk']

const FONTS = new URL('files/', import.meta.resolve('@fontsource/inter/package.json'))
const WEIGHTS = [400, 500, 600, 700, 800]

/** The same letters, colours and pictures on every machine and at any time. */
const STEADY_STYLES = [
  ...WEIGHTS.map(weight => {
    const font = readFileSync(new URL(`inter-latin-${weight}-normal.woff2`, FONTS), 'base64')
    return `@font-face { font-family: Inter; font-weight: ${weight}; src: url(data:font/woff2;base64,${font}) }`
  }),
  // Colours come from ids.
  '* { --hue: 210 !important }',
  // Chromium draws it wrong at half of the pixels.
  '*, ::backdrop { backdrop-filter: none !important }',
  // What other tests have done is counted in them.
  '[aria-label="Trending tags"] { visibility: hidden }',
  // What is drawn is of the last days.
  '.plot { visibility: hidden }',
].join('\n')

const POSTER = `<svg xmlns="http://www.w3.org/2000/svg" width="540" height="960" viewBox="0 0 540 960">
  <rect width="540" height="480" fill="#3b6ea8"/><rect y="480" width="540" height="480" fill="#d9b382"/>
</svg>`

/** A page that somebody looks at. */
export interface Looked {
  visitor: Visitor
  page: Page
}

/**
 * Takes the pictures of screens: on phones, a phone on its side, a tablet and a desk, light and dark.
 * @param texts what is different each time, such as a brand, and what is shown instead
 */
export function useLooks(): (
  show: (looked: Looked) => Promise<void>,
  texts: Readonly<Record<string, string>>,
) => Promise<Map<string, Picture>[]> {
  const browser = useBrowser()
  return async (show, texts) => {
    const rows = SCHEMES.map(() => new Map<string, Picture>())
    for (const windows of [TOUCHED, POINTED]) {
      const [first = ''] = windows
      const visitor = await browser.open({ ...WINDOWS[first], ...HALF, ...STILL })
      const { page } = visitor
      await visitor.context.route(
        url => !url.pathname.endsWith('.svg'),
        route => (route.request().resourceType() === 'image' ? route.fulfill(PICTURE) : route.fallback()),
      )
      await show({ visitor, page })
      await page.addStyleTag({ content: STEADY_STYLES })
      for (const window of windows) {
        const { viewport } = WINDOWS[window] ?? {}
        if (viewport) await page.setViewportSize(viewport)
        for (const [index, colorScheme] of SCHEMES.entries()) {
          await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
          await page.evaluate(steady, texts)
          const png = await page.screenshot({ animations: 'disabled', caret: 'hide' })
          rows[index]?.set(`${window}, ${colorScheme}`, decodePicture(png))
        }
      }
      await visitor.context.close()
    }
    return rows
  }
}

const STILL: BrowserContextOptions = { reducedMotion: 'reduce', bypassCSP: true, timezoneId: 'UTC' }
const PICTURE = { contentType: 'image/svg+xml', body: POSTER }

/** In the page: waits until nothing changes any more, and writes the same dates, times and names each time. */
async function steady(texts: Readonly<Record<string, string>>): Promise<void> {
  await document.fonts.ready
  const waits = [...document.images].filter(image => image.loading !== 'lazy' && !image.complete)
  await Promise.all(waits.map(image => new Promise(resolve => image.addEventListener('load', resolve))))
  const video = document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')
  if (video && video.readyState < HTMLMediaElement.HAVE_CURRENT_DATA)
    await new Promise(resolve => video.addEventListener('loadeddata', resolve))
  // The controls come after it.
  if (video) await customElements.whenDefined('media-controller')
  // They are loaded after the first frame.
  if (video) await customElements.whenDefined('media-time-range')
  const month = '(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)[a-z]*'
  const changing: [RegExp, string][] = [
    [new RegExp(`${month} \\d{1,2}, \\d{4}`, 'g'), 'Jan 15, 2026'],
    [/\d{1,2}:\d{2}(:\d{2})?\s?[AP]M/g, '12:00 PM'],
    [/127(\.\d+){3}/g, '127.0.0.1'],
    [/R-\d{8}/g, 'R-00000001'],
    [/this minute|\d+ (minute|hour|day)s? ago|yesterday/g, '5 minutes ago'],
  ]
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT)
  while (walker.nextNode()) {
    const { currentNode: node } = walker
    let text = node.textContent ?? ''
    for (const [from, to] of Object.entries(texts)) text = text.replaceAll(from, to)
    for (const [pattern, same] of changing) text = text.replace(pattern, same)
    if (text !== node.textContent) node.textContent = text
  }
  for (const field of document.querySelectorAll('input')) field.value = texts[field.value] ?? field.value
  await new Promise(resolve => requestAnimationFrame(() => requestAnimationFrame(resolve)))
}
