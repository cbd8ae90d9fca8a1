import { randomUUID } from 'node:crypto'
import { expect, inject, test } from 'vitest'
import { cutPreviewsNow } from './setup/previews.ts'
import { filmedVideo, paddedVideo } from './setup/video-files.ts'
import { DESK, PHONE, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const MEGABYTE = 1_000_000
const PASSWORD = 'seven-blue-kettles'

test('a partner publishes 20 MB from disk, and a user on a phone watches, likes, saves and finds it again', async () => {
  const unique = randomUUID().slice(0, 8)
  const title = `Harbour ${unique}`

  const { page: studio, context } = await browser.open(DESK)
  await studio.goto('/register?as=partner')
  await studio.getByLabel('Brand name').fill(`Harbour Films ${unique}`)
  await studio.getByLabel('Email').fill(`harbour-${unique}@example.com`)
  await studio.getByLabel('Password').fill(PASSWORD)
  await studio.getByRole('button', { name: 'Create account' }).click()
  await studio.getByRole('link', { name: 'New reel' }).click()
  await studio.getByLabel('Video', { exact: true }).setInputFiles(await filmedVideo(20 * MEGABYTE))
  await studio.getByLabel('Title').fill(title)
  await studio.getByLabel('Tags').fill('Sea harbour')
  await studio.getByText('Paid', { exact: true }).click()
  await studio.getByLabel('Amount').fill('4.99')

  // 8 MB a second: slow enough to see the progress bar move.
  const devtools = await context.newCDPSession(studio)
  const slowly = { offline: false, latency: 0, downloadThroughput: -1, uploadThroughput: 8 * MEGABYTE }
  await devtools.send('Network.emulateNetworkConditions', slowly)
  await studio.evaluate(() => {
    const shares = new Set<number>()
    Object.assign(window, { shares })
    new MutationObserver(() => {
      const bar = document.querySelector('progress')
      if (bar) shares.add(bar.value)
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
  })
  await studio.getByRole('button', { name: 'Publish' }).click()
  const row = studio.getByRole('row').filter({ hasText: title })
  await row.getByText('Public', { exact: true }).waitFor({ timeout: 30_000 })
  const shares = await studio.evaluate<number[]>('[...window.shares]')
  expect(shares.filter(share => share > 0 && share < 100).length).toBeGreaterThan(3)
  expect(shares).toEqual([...shares].sort((a, b) => a - b))
  expect((await context.cookies(inject('apiUrl'))).every(cookie => cookie.httpOnly)).toBe(true)

  await cutPreviewsNow()

  const { page: phone } = await browser.open(PHONE)
  await phone.goto('/register')
  await phone.getByLabel('Username').fill(`ana_${unique}`)
  await phone.getByLabel('Email').fill(`ana-${unique}@example.com`)
  await phone.getByLabel('Password').fill(PASSWORD)
  await phone.getByRole('button', { name: 'Create account' }).click()
  const reel = watched(phone)
  await reel.getByRole('heading', { name: title }).waitFor()
  await expect.poll(() => reel.locator('.price').textContent()).toBe('$4.99')
  await phone.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.1)
  // Waits for both requests, so that the reload below cannot interrupt them.
  const arrived = ['/like', '/save'].map(path =>
    phone.waitForResponse(answer => answer.url().endsWith(path) && answer.request().method() === 'PUT'),
  )
  await reel.getByRole('button', { name: 'Like, 0' }).tap()
  await reel.getByRole('button', { name: 'Save, 0' }).tap()
  await reel.locator('[aria-pressed=true][aria-label="Like, 1"]').waitFor()
  await reel.locator('[aria-pressed=true][aria-label="Save, 1"]').waitFor()
  await Promise.all(arrived)

  await phone.reload()
  await watched(phone).locator('[aria-pressed=true][aria-label="Like, 1"]').waitFor()
  await phone.getByRole('link', { name: 'Library' }).tap()
  await phone.getByRole('link', { name: title }).tap()
  await watched(phone).getByRole('heading', { name: title }).waitFor()
  await phone.waitForFunction(() => (document.querySelector('video')?.currentTime ?? 0) > 0.1)
})

test('a partner edits a reel and deletes it, and nobody can see it any more', async () => {
  const unique = randomUUID().slice(0, 8)
  const { page } = await browser.open(DESK)
  await page.goto('/register?as=partner')
  await page.getByLabel('Brand name').fill(`Short Lived ${unique}`)
  await page.getByLabel('Email').fill(`short-${unique}@example.com`)
  await page.getByLabel('Password').fill(PASSWORD)
  await page.getByRole('button', { name: 'Create account' }).click()
  await page.getByRole('link', { name: 'Publish', exact: true }).click()
  await page.getByLabel('Video', { exact: true }).setInputFiles(await paddedVideo(MEGABYTE))
  await page.getByLabel('Title').fill('First title')
  await page.getByRole('button', { name: 'Publish' }).click()
  await page.getByText('Public', { exact: true }).waitFor()

  await page.getByRole('link', { name: 'Edit First title' }).click()
  await page.getByLabel('Title').fill('Better title')
  await page.getByLabel('Tags').fill(`last_${unique}`)
  await page.getByRole('button', { name: 'Save' }).click()
  await page.getByRole('link', { name: 'Better title', exact: true }).click()
  await watched(page)
    .getByRole('link', { name: `#last_${unique}` })
    .click()
  await page.getByText('1 reel', { exact: true }).waitFor()
  await page.getByRole('main').getByRole('link', { name: 'Better title' }).click()
  await watched(page).getByRole('heading', { name: 'Better title' }).waitFor()

  await page.getByRole('link', { name: 'Studio' }).click()
  await page.getByRole('button', { name: 'Delete Better title' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('heading', { name: 'Publish your first reel' }).waitFor()
  await page.goto(`/tags/last_${unique}`)
  await page.getByText(`No reels with #last_${unique} yet`).waitFor()
})
