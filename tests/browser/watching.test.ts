import { gzipSync } from 'node:zlib'
import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { swipe } from './setup/hands.ts'
import { arrival, DESK, PHONE, playing, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

test('a video plays within two seconds of opening the page, and its picture is not black', async () => {
  // The best of three with an empty cache, because other work on the machine slows some of them down.
  const times: number[] = []
  for (let attempt = 0; attempt < 2; attempt += 1)
    times.push(await timeToPlaying((await browser.open(PHONE)).page))
  const { page } = await browser.open(PHONE)
  times.push(await timeToPlaying(page))
  console.log(`From page open to a playing video: ${times.map(Math.round).join(', ')} ms`)
  expect(Math.min(...times)).toBeLessThan(2_000)

  const before = await currentTime(page)
  // It may begin again meanwhile.
  await page.waitForFunction(
    from => Math.abs((document.querySelector('video')?.currentTime ?? from) - from) > 0.5,
    before,
  )
  expect(await brightness(page)).toBeGreaterThan(20)
})

async function timeToPlaying(page: Page): Promise<number> {
  const openedAt = performance.now()
  await page.goto('/', { waitUntil: 'commit' })
  await playing(page)
  return performance.now() - openedAt
}

test('one video plays at a time, the next one is ready, and earlier ones are released', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto('/')
  await playing(page)
  await page.waitForFunction(() => document.querySelectorAll('video')[1]?.readyState === 4)
  expect(await videos(page)).toEqual(['playing', 'ready'])

  for (const position of [2, 3, 4]) {
    await page.keyboard.press('ArrowDown')
    await arrival(page, position)
    await playing(page)
  }
  await page.waitForFunction(() => document.querySelectorAll('video')[2]?.readyState === 4)
  expect(await videos(page)).toEqual(['released', 'playing', 'ready'])
  expect(await page.locator('.slide').count()).toBeGreaterThan(4)
})

test('a swipe shows the next reel, a tap pauses, and sound stays on for the following reels', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto('/')
  await playing(page)
  const first = await watched(page).getAttribute('data-reel')
  await page.getByRole('button', { name: 'Sound' }).first().tap()
  await page.waitForFunction(() => document.querySelector('.slide:not([inert]) video:not([muted])') !== null)
  await watched(page)
    .getByRole('button', { name: 'Pause' })
    .tap({ position: { x: 180, y: 300 } })
  await page.waitForFunction(() => document.querySelector('video')?.paused === true)

  await swipe(page, { from: 500, to: 300, milliseconds: 60 })
  await arrival(page, 2)
  expect(await watched(page).getAttribute('data-reel')).not.toBe(first)
  await playing(page)
  const isMuted = await watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.muted)
  expect(isMuted).toBe(false)
})

test('prices, tags and partners have lists of their own', async () => {
  const { page } = await browser.open(DESK)
  await page.goto('/?price=paid')
  await watched(page).waitFor()
  for (const price of await page.locator('.slide .price').allTextContents()) expect(price).not.toBe('Free')
  await watched(page).locator('.tag').first().click()
  await page.waitForURL(/\/tags\//)
  await page.locator('.tile:not(.skeleton)').first().click()
  await watched(page).locator('.brand').click()
  await page.getByRole('heading', { level: 1 }).waitFor()
  await page.locator('.tile:not(.skeleton)').first().click()
  await watched(page).waitFor()
  await playing(page)
})

test('videos do not start by themselves if the user has asked for less motion', async () => {
  const { page } = await browser.open({ ...DESK, reducedMotion: 'reduce' })
  await page.goto('/')
  await watched(page).getByRole('button', { name: 'Play' }).click()
  await playing(page)
})

test('the player is smaller than 80 kB compressed, and the library for streams is loaded only for a stream', async () => {
  const { page } = await browser.open(DESK)
  const scripts: string[] = []
  page.on('response', response => {
    if (/\.js$/.test(new URL(response.url()).pathname)) scripts.push(response.url())
  })
  await page.route(/ik-master\.m3u8/, route => route.fulfill({ status: 202, headers: CORS }))
  await page.goto('/')
  await playing(page)
  await page.waitForFunction(() => customElements.get('media-time-range') !== undefined)
  const sizes = await Promise.all(scripts.map(compressedSize))
  const total = sizes.reduce((sum, size) => sum + size, 0)
  console.log(`JavaScript, compressed: ${Math.round(total / 1_000)} kB in ${sizes.length} files`)
  expect(total).toBeLessThan(80_000)
  expect(scripts.filter(url => url.includes('hls'))).toEqual([])
})

const CORS = { 'access-control-allow-origin': '*' }

function currentTime(page: Page): Promise<number> {
  return page.evaluate(() => document.querySelector('video')?.currentTime ?? 0)
}

function videos(page: Page): Promise<string[]> {
  return page.locator('video').evaluateAll(elements =>
    elements.map(element => {
      if (!(element instanceof HTMLVideoElement)) return 'no video'
      if (element.readyState === 0) return 'released'
      return element.paused ? 'ready' : 'playing'
    }),
  )
}

/** The mean brightness of what the screen shows in the place of the video, 0 to 255. */
async function brightness(page: Page): Promise<number> {
  const clip = { x: 60, y: 120, width: 200, height: 300 }
  const png = (await page.screenshot({ clip })).toString('base64')
  return page.evaluate(async data => {
    const image = new Image()
    image.src = `data:image/png;base64,${data}`
    await image.decode()
    const canvas = new OffscreenCanvas(image.width, image.height)
    const context = canvas.getContext('2d')
    context?.drawImage(image, 0, 0)
    const pixels = context?.getImageData(0, 0, image.width, image.height).data ?? new Uint8ClampedArray()
    // A pixel has four values: red, green, blue and opacity.
    const colours = pixels.filter((_, index) => index % 4 !== 3)
    return colours.reduce((sum, value) => sum + value, 0) / colours.length
  }, png)
}

async function compressedSize(url: string): Promise<number> {
  return gzipSync(await (await fetch(url)).arrayBuffer()).length
}
