import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { beforeAll, expect, inject, test } from 'vitest'
import { PEOPLE } from '#local/sample-content/clips.ts'
import { fillPastWeeks } from './setup/past-weeks.ts'
import { paddedVideo } from './setup/video-files.ts'
import { arrival, DESK, PHONE, useBrowser, type Visitor, watched } from './setup/visitor.ts'

// `npm run screenshots` writes the pictures of the README here.
const FOLDER = process.env['SCREENSHOTS'] ?? '.local/screenshots'

const browser = useBrowser()
beforeAll(() => fillPastWeeks('studio@saltandlight.example', ['ana@example.com', 'tomas@example.com']))

const LOOKS: { name: string; options: BrowserContextOptions; colorScheme: 'light' | 'dark' }[] = [
  { name: 'phone', options: { ...PHONE, deviceScaleFactor: 2 }, colorScheme: 'light' },
  { name: 'phone-dark', options: { ...PHONE, deviceScaleFactor: 2 }, colorScheme: 'dark' },
  { name: 'desk', options: DESK, colorScheme: 'light' },
  { name: 'desk-dark', options: DESK, colorScheme: 'dark' },
]

for (const { name, options, colorScheme } of LOOKS) {
  test(`the main pages on a ${name}`, async () => {
    const visitor = await browser.open({ ...options, colorScheme })
    const { page } = visitor
    const take = async (screen: string) => {
      await mkdir(FOLDER, { recursive: true })
      const file = await page.screenshot({ path: join(FOLDER, `${screen}-${name}.png`) })
      expect(file.length).toBeGreaterThan(10_000)
    }
    await page.goto('/login')
    await page.getByRole('heading', { level: 1 }).waitFor()
    await take('login')

    await logIn(visitor, 'ana.reels')
    await arrival(page, 1)
    // The first reels have a price: their previews end soon.
    for (const position of [2, 3]) {
      await page.keyboard.press('ArrowDown')
      await arrival(page, position)
    }
    await page.waitForFunction(
      () => (document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')?.currentTime ?? 0) > 1,
    )
    await pictures(page)
    await take('feed')
    await page.goto('/?price=paid')
    await watched(page)
      .getByRole('button', { name: /^Buy for/ })
      .waitFor()
    await pictures(page)
    await take('offer')
    await page.goto('/saved')
    await page.locator('.tile:not(.skeleton)').first().waitFor()
    await pictures(page)
    await take('saved')

    await page.goto('/search?q=nihgt')
    await page.locator('.tile:not(.skeleton)').first().waitFor()
    await pictures(page)
    await take('search')
    await page.locator('.tile').first().click()
    await watched(page).locator('a[href^="/partners/"]').first().click()
    await page.getByRole('button', { name: /^Follow/ }).waitFor()
    await pictures(page)
    await take('partner')

    await page.goto('/account')
    await page.getByRole('link', { name: 'Profile' }).waitFor()
    await take('account')

    await page.context().clearCookies()
    await page.evaluate(() => localStorage.clear())
    await logIn(visitor, 'Salt & Light')
    await page
      .getByRole('link', { name: 'Public page' })
      .or(page.getByText('Public', { exact: true }).first())
      .first()
      .waitFor()
    await publishSlowly(page)
    await pictures(page)
    await take('studio')
    visitor.expectFaults(/upload net::ERR_ABORTED$/)
    await page.getByRole('button', { name: 'Cancel' }).click()
    await page.getByRole('button', { name: 'Cancel' }).waitFor({ state: 'detached' })
    await page.getByRole('link', { name: 'Publish', exact: true }).click()
    await page.getByLabel('Video', { exact: true }).setInputFiles(await paddedVideo(1_000_000, 'harbour.mp4'))
    await page.getByLabel('Title').fill('Harbour at six in the morning')
    await page.getByLabel('Tags').fill('sea harbour calm')
    await page.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.5)
    await page.getByText('Upload cancelled.').waitFor({ state: 'detached' })
    await take('publish')
    await page.goto('/studio/sales')
    await page.locator('.plot canvas').waitFor()
    await page.locator('[data-sale]').first().waitFor()
    await take('sales')
    await page.goto('/studio/statistics')
    await page.locator('.plot canvas').waitFor()
    await take('statistics')
    await page.goto(`${inject('apiUrl')}/docs`)
    await page.locator('#operations').waitFor()
    await take('docs')
  })
}

async function logIn({ page }: Visitor, name: string): Promise<void> {
  const person = PEOPLE.find(someone => someone.name === name)
  if (!person) throw new Error(`No sample account ${name}`)
  await page.goto(`/login?as=${person.role}`)
  await page.getByLabel('Email').fill(person.email)
  await page.getByLabel('Password').fill(person.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.waitForURL(url => !url.pathname.startsWith('/login'))
}

/** Starts an upload that is slow enough to take a picture of its progress. */
async function publishSlowly(page: Page): Promise<void> {
  await page.getByRole('link', { name: 'New reel' }).click()
  await page.getByLabel('Video', { exact: true }).setInputFiles(await paddedVideo(12_000_000, 'harbour.mp4'))
  await page.getByLabel('Title').fill('Harbour at six in the morning')
  const devtools = await page.context().newCDPSession(page)
  const slowly = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 1_200_000 }
  await devtools.send('Network.emulateNetworkConditions', slowly)
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText(/Uploading: [2-9]\d%/).waitFor()
}

/** Waits until every thumbnail on the screen has loaded. Without ffmpeg there are none. */
async function pictures(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const inView = [...document.images].filter(image => {
      const { top, bottom } = image.getBoundingClientRect()
      return bottom > 0 && top < window.innerHeight
    })
    return inView.every(image => image.complete)
  })
}
