import { type Browser, chromium, type Page } from 'playwright-core'
import { afterAll, beforeAll, expect, inject, it, onTestFinished } from 'vitest'
import type { Reel } from '#client'
import { fileUrl } from '#domains/media/video-urls.ts'
import { startWeb, type Web } from '../../../web/serve.ts'
import { newPartner, newUser, type Person } from '../../setup/people/people.ts'
import { database } from '../../setup/platform/database.ts'
import '../../setup/reports/seen.ts'
import { giveRight } from '../../setup/selling/rights.ts'
import { publishReel } from '../../setup/videos/videos.ts'

const CHROMIUM_FLAGS = ['--no-sandbox', '--disable-gpu', '--no-first-run']
const executablePath = process.env['CHROMIUM_PATH'] ?? '/usr/bin/chromium'

const db = database()
let browser: Browser
let player: Web

beforeAll(async () => {
  const mediaUrls = [inject('settings')['IMAGEKIT_URL_ENDPOINT'] ?? '']
  player = await startWeb({ port: 0, apiUrl: inject('apiUrl'), mediaUrls, root: process.cwd() })
  browser = await chromium.launch({ executablePath, args: CHROMIUM_FLAGS })
}, 90_000)

afterAll(async () => {
  await browser?.close()
  await player?.close()
})

async function boughtReel(): Promise<{ reel: Reel; buyer: Person }> {
  const reel = await publishReel(await newPartner(), { price: { amount: 499, currency: 'USD' } })
  const buyer = await newUser()
  await giveRight(db, buyer.id, reel.id)
  return { reel, buyer }
}

/** The address of a file that ends so many seconds from now. */
function endingIn(reel: Reel, seconds: number): string {
  const { urlEndpoint, privateKey } = {
    urlEndpoint: inject('settings')['IMAGEKIT_URL_ENDPOINT'] ?? '',
    privateKey: inject('settings')['IMAGEKIT_PRIVATE_KEY'] ?? '',
  }
  const { pathname } = new URL(reel.video?.url ?? '')
  const path = pathname.slice(new URL(urlEndpoint).pathname.length)
  return fileUrl({ urlEndpoint, privateKey }, path, Math.floor(Date.now() / 1_000) + seconds)
}

/** A page whose requests to the API are those of a person, and whose videos have these addresses. */
async function openPage(buyer: Person, urls: { first?: string; renewed: string }) {
  const context = await browser.newContext()
  onTestFinished(() => context.close())
  const page = await context.newPage()
  const asked: string[] = []
  await page.route(`${inject('apiUrl')}/**`, async route => {
    const request = route.request()
    const headers = {
      'access-control-allow-origin': player.url,
      'access-control-allow-credentials': 'true',
      'access-control-allow-headers': 'content-type',
      'access-control-allow-methods': '*',
    }
    if (request.method() === 'OPTIONS') return route.fulfill({ status: 204, headers })
    const isRenewal = request.url().endsWith('/playback')
    if (isRenewal) asked.push(request.url())
    const body = request.postData()
    const answer = await buyer.browser.fetch(request.url(), {
      method: request.method(),
      ...(body !== null && { body, headers: { 'content-type': 'application/json' } }),
    })
    const url = isRenewal ? urls.renewed : urls.first
    // Without a stream, the file is played.
    const text = (await answer.text())
      .replace(/"streamUrl":"[^"]+"/g, '"streamUrl":null')
      .replace(/"url":"[^"]+"/g, whole => (url ? `"url":"${url}"` : whole))
    return route.fulfill({
      status: answer.status,
      headers: { ...headers, 'content-type': 'application/json' },
      body: text,
    })
  })
  return { page, asked }
}

/** What is read of a video element. */
interface Playing {
  src: string
  currentTime: number
  paused: boolean
  readyState: number
}

const stateOf = (page: Page) =>
  page.locator('.slide:not([inert]) video').evaluate((video: Playing) => ({
    src: video.src,
    at: video.currentTime,
    isPaused: video.paused,
    isReady: video.readyState >= 2,
  }))

it('[69] renews addresses before they end, and stays at the same second, paused or not', async ({ task }) => {
  const { reel, buyer } = await boughtReel()
  const [first, renewed] = [endingIn(reel, 600), endingIn(reel, 1_200)]
  const { page, asked } = await openPage(buyer, { first, renewed })
  await page.clock.install()
  await page.goto(`${player.url}/reels/${reel.id}`)
  await expect.poll(async () => (await stateOf(page)).at, { timeout: 15_000 }).toBeGreaterThan(1)
  await page.locator('.slide:not([inert])').getByRole('button', { name: 'Pause' }).click()
  // A second tap within a moment would like the reel.
  await expect.poll(() => stateOf(page)).toMatchObject({ src: first, isPaused: true })
  const before = await stateOf(page)

  await page.clock.fastForward('30:00')
  await expect
    .poll(() => stateOf(page), { timeout: 15_000 })
    .toMatchObject({ src: renewed, isReady: true, isPaused: true })
  const after = await stateOf(page)
  expect(Math.abs(after.at - before.at)).toBeLessThan(0.3)
  expect(asked).toHaveLength(1)
  await page.locator('.slide:not([inert])').getByRole('button', { name: 'Play' }).click()
  await expect.poll(() => stateOf(page)).toMatchObject({ isPaused: false })
  task.meta.seen = `at ${before.at.toFixed(2)} s before, at ${after.at.toFixed(2)} s after`
})

it('[69] plays although the addresses that it was given have ended', async ({ task }) => {
  const { reel, buyer } = await boughtReel()
  const [first, renewed] = [endingIn(reel, -60), endingIn(reel, 600)]
  const { page, asked } = await openPage(buyer, { first, renewed })
  await page.goto(`${player.url}/reels/${reel.id}`)
  await expect.poll(async () => (await stateOf(page)).at, { timeout: 15_000 }).toBeGreaterThan(0.2)
  expect((await stateOf(page)).src).toBe(renewed)
  task.meta.seen = `401, then ${asked.length} renewal`
})
