import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { DESK, PHONE, playing, useBrowser } from './setup/visitor.ts'
import { WINDOWS } from './setup/windows.ts'

const browser = useBrowser()

test.for(Object.entries(WINDOWS))(
  'a %s shows a dark stage first, and the reel in its place',
  async ([, window]) => {
    const { page } = await browser.open({ ...window, colorScheme: 'light' })
    await watchMoves(page)
    const start = await holdPlayer(page)
    await page.goto('/')
    const stage = page.locator('.stage')
    const before = await stage.boundingBox()
    expect(before?.height).toBeGreaterThan(200)
    expect(await stage.evaluate(element => getComputedStyle(element).backgroundImage)).toContain('23, 23, 31')

    start()
    await reel(page).waitFor()
    expect(await reel(page).locator('.stage').boundingBox()).toEqual(before)
    await page.waitForFunction(() => customElements.get('media-time-range') !== undefined)
    expect(await page.evaluate('window.moved')).toBeLessThan(0.002)
  },
)

test.for([
  ['light', 'rgb(246, 246, 249)'],
  ['dark', 'rgb(12, 12, 18)'],
] as const)('a page without videos is %s from the first paint on', async ([colorScheme, ground]) => {
  const { page } = await browser.open({ ...PHONE, colorScheme })
  const start = await holdPlayer(page)
  await page.goto('/login')
  await page.locator('.navigation').waitFor()
  expect(await page.locator('.stage').isVisible()).toBe(false)
  expect(await page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)).toBe(ground)
  start()
  await page.getByRole('heading', { level: 1 }).waitFor()
})

test('the player begins again after an outage in the middle of its start', async () => {
  const visitor = await browser.open(DESK)
  visitor.expectFaults(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/)
  const { page, context } = visitor
  await page.route(PLAYER, route => route.abort())
  const refused = page.waitForEvent('requestfailed', request => PLAYER.test(request.url()))
  await page.goto('/')
  await refused
  await page.unroute(PLAYER)
  await context.setOffline(true)
  await context.setOffline(false)
  await reel(page).waitFor()
})

const LINE = { latency: 400, downloadThroughput: 50_000, uploadThroughput: 50_000 }
const AIM_SECONDS = 3
// None can be asked for before the one ahead of it is there: the page, its script, the feed and the picture.
const CHAIN = [/:\d+\/$/, /\/assets\/index/, /\/reels\?/, /ik-thumbnail/]

test('the first picture needs at most 3 seconds of a line of 400 kbit/s and 400 ms, and its video waits', async () => {
  const { page, context } = await browser.open(PHONE)
  const devtools = await context.newCDPSession(page)
  const sent: { id: string; url: string }[] = []
  const bytes = new Map<string, number>()
  const picture = Promise.withResolvers<void>()
  devtools.on('Network.requestWillBeSent', ({ requestId, request }) => {
    sent.push({ id: requestId, url: request.url })
  })
  devtools.on('Network.loadingFinished', ({ requestId, encodedDataLength }) => {
    bytes.set(requestId, encodedDataLength)
    if (sent.find(({ id }) => id === requestId)?.url.includes('ik-thumbnail')) picture.resolve()
  })
  await devtools.send('Network.enable')
  await devtools.send('Network.emulateNetworkConditions', { offline: false, ...LINE })
  await page.goto('/', { waitUntil: 'commit' })
  await picture.promise
  const asked = sent.map(({ url }) => url)
  expect(asked.filter(url => url.startsWith(inject('mediaUrl')))).toHaveLength(1)
  for (const part of CHAIN) expect(asked.filter(url => part.test(url))).toHaveLength(1)

  const bytesOf = (parts: readonly RegExp[]) =>
    sent
      .filter(({ url }) => parts.some(part => part.test(url)))
      .reduce((sum, { id }) => sum + (bytes.get(id) ?? 0), 0)
  // The line waits for each answer, or it is busy from the first answer on: whichever takes longer.
  const latency = LINE.latency / 1_000
  const waiting = CHAIN.length * latency + bytesOf(CHAIN) / LINE.downloadThroughput
  const total = bytesOf([/^http/])
  const seconds = Math.max(waiting, latency + total / LINE.downloadThroughput)
  console.log(`Until the first picture: ${Math.round(total / 1_000)} kB, ${seconds.toFixed(2)} s of the line`)
  expect(seconds).toBeLessThan(AIM_SECONDS)
  await devtools.send('Network.emulateNetworkConditions', {
    offline: false,
    latency: 0,
    downloadThroughput: -1,
    uploadThroughput: -1,
  })
  await playing(page)
})

const PLAYER = /\/assets\/player[^/]*\.js$/

/** Lets the player itself wait until the returned function is called. */
async function holdPlayer(page: Page): Promise<() => void> {
  const { promise, resolve } = Promise.withResolvers<void>()
  await page.route(PLAYER, async route => {
    await promise
    await route.continue()
  })
  return resolve
}

/** Adds up how far things move that have been shown, as browsers count it. A price in words becomes one in figures. */
async function watchMoves(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const counted = Object.assign(window, { moved: 0 })
    new PerformanceObserver(list => {
      for (const entry of list.getEntries()) counted.moved += 'value' in entry ? Number(entry.value) : 0
    }).observe({ type: 'layout-shift', buffered: true })
  })
}

/** The reel that is watched, in the place of the stage that was shown first. */
function reel(page: Page) {
  return page.locator('.slide[data-reel]:not([inert])')
}
