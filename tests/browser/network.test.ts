import { expect, test } from 'vitest'
import { expectOk, newUser } from '../setup/people/people.ts'
import { DESK, PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

test('a like shows at once and is taken back if the request fails', async () => {
  const visitor = await browser.open(DESK)
  await signIn(visitor, await newUser(), 'ana')
  const { page } = visitor
  visitor.expectFaults(/\b503\b|ERR_FAILED/)
  const refusal = Promise.withResolvers<void>()
  await page.route('**/reels/*/like', async route => {
    await refusal.promise
    await route.abort()
  })
  await page.goto('/')
  const like = watched(page).locator('[data-reaction=like]')
  const before = await like.getAttribute('aria-label')
  await like.click()
  await watched(page).locator('[data-reaction=like][aria-pressed=true]').waitFor()
  expect(await like.getAttribute('aria-label')).not.toBe(before)

  refusal.resolve()
  await page.getByText('Could not reach Reels').waitFor()
  expect(await like.getAttribute('aria-pressed')).toBe('false')
  expect(await like.getAttribute('aria-label')).toBe(before)
})

test('after several quick taps, the last one counts', async () => {
  const visitor = await browser.open(DESK)
  const user = await newUser()
  await signIn(visitor, user, 'ana')
  const { page } = visitor
  const sent: string[] = []
  page.on('request', request => {
    if (request.url().endsWith('/save') && request.method() !== 'OPTIONS') sent.push(request.method())
  })
  await page.goto('/')
  const save = watched(page).locator('[data-reaction=save]')
  await save.click({ clickCount: 3, delay: 0 })
  await expect.poll(async () => expectOk(await user.api.listSaves({})).items.length).toBe(1)
  expect(await save.getAttribute('aria-pressed')).toBe('true')
  expect(sent.at(-1)).toBe('PUT')
})

test('the player says that it is offline, keeps what has loaded and recovers afterwards', async () => {
  const visitor = await browser.open(PHONE)
  const { page, context } = visitor
  await page.goto('/')
  await watched(page).waitFor()
  visitor.expectFaults(/ERR_INTERNET_DISCONNECTED/)
  await context.setOffline(true)
  await page.getByText('You are offline. What has loaded still works.').waitFor()
  await watched(page).locator('.brand').tap()
  await page.getByRole('heading', { name: 'You are offline' }).first().waitFor()

  await context.setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).first().tap()
  await page.getByRole('heading', { level: 1 }).waitFor()
})

test('on a slow connection the page shows at once and the video follows', async () => {
  const { page, context } = await browser.open(PHONE)
  const devtools = await context.newCDPSession(page)
  // The developer tools of Chromium call this "Fast 3G".
  const line = { offline: false, latency: 560, downloadThroughput: 180_000, uploadThroughput: 84_000 }
  await devtools.send('Network.emulateNetworkConditions', line)
  await page.goto('/', { waitUntil: 'commit' })
  await page.locator('.stage.skeleton').waitFor()
  await watched(page).waitFor()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.1)
})

test('a video that did not load can be tried again', async () => {
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  visitor.expectFaults(/ERR_FAILED/)
  await page.route(/ik-master\.m3u8|orig-true/, route => route.abort())
  await page.goto('/')
  await watched(page).getByText('This video cannot be played right now.').waitFor()
  await page.unroute(/ik-master\.m3u8|orig-true/)
  await watched(page).getByRole('button', { name: 'Try again' }).tap()
  await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.1)
})

test('a video plays although the parts of the player that load later did not', async () => {
  const visitor = await browser.open(PHONE)
  const { page, context } = visitor
  visitor.expectFaults(/ERR_FAILED|ERR_INTERNET_DISCONNECTED/)
  const laterParts = /\/assets\/(controls|hls)[^/]*\.js$/
  await page.route(laterParts, route => route.abort())
  const refused = page.waitForEvent('requestfailed', request => /\/assets\/controls/.test(request.url()))
  await page.goto('/')
  await playing(page)
  await refused
  expect(await page.evaluate(() => customElements.get('media-controller') === undefined)).toBe(true)

  await page.unroute(laterParts)
  await context.setOffline(true)
  await page.getByText('You are offline. What has loaded still works.').waitFor()
  await context.setOffline(false)
  await page.waitForFunction(() => customElements.get('media-controller') !== undefined)
})

test('a page whose code did not load says so, and can be tried again', async () => {
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  visitor.expectFaults(/ERR_FAILED|dynamically imported module/)
  const codeOfSearch = /\/assets\/search-page[^/]*\.js$/
  await page.route(codeOfSearch, route => route.abort())
  await page.goto('/')
  await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Search' }).tap()
  await page.getByText('This page could not be loaded.').waitFor()
  await page.unroute(codeOfSearch)
  await page.getByRole('button', { name: 'Try again' }).tap()
  await page.getByRole('combobox', { name: 'Search reels and partners' }).waitFor()
})
