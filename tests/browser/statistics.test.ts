import { expect, test } from 'vitest'
import { countViews } from '#functions/jobs/count-views.ts'
import { connectDatabase } from '#shared/runtime/database/connection.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { addViews } from '../setup/views/days.ts'
import { violations } from './setup/axe.ts'
import { DESK, PHONE, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const MINUTE = 60_000

test('what is watched on a phone is in the studio within a minute', { timeout: 3 * MINUTE }, async () => {
  const brand = newBrand('Tide')
  const partner = await newPartner(brand)
  const reel = await publishReel(partner, { title: 'Low tide' })
  const viewer = await browser.open(PHONE)
  await viewer.page.goto(`/reels/${reel.id}`)
  expect(await watched(viewer.page).locator('.views').textContent()).toBe('0 views')
  const told = viewer.page.waitForResponse(response => response.url().endsWith('/views'), { timeout: MINUTE })
  expect((await told).status()).toBe(204)
  await viewer.page.goto('about:blank')
  const params = { reelId: reel.id }
  await expect
    .poll(
      async () => {
        await runJob(countViews)
        return expectOk(await partner.api.getReel({ params })).reel.counts.views
      },
      { timeout: MINUTE },
    )
    .toBe(1)

  const studio = await browser.open(PHONE)
  const { page } = studio
  await signIn(studio, partner, brand)
  await page.goto('/studio')
  await page.locator('td[data-label=view]').getByText('1', { exact: true }).waitFor()
  await page.getByRole('link', { name: 'Statistics', exact: true }).click()
  await page.getByRole('heading', { name: 'Views by day' }).waitFor()
  await expect.poll(() => page.locator('.figures dd').first().textContent()).toBe('11 play')
  await page.getByText('The same as a table').click()
  const row = page.getByRole('row').nth(1)
  expect(await row.getByRole('cell').first().textContent()).toBe('1')
  const download = page.getByRole('link', { name: 'Export as CSV' })
  const csv = decodeURIComponent((await download.getAttribute('href')) ?? '')
  expect(csv).toContain('at,plays,views,watchSeconds')
  await page.getByRole('link', { name: 'Low tide' }).click()
  await page.getByText('once five people have watched').waitFor()
})

for (const [screen, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`the statistics are complete and without a fault of axe on a ${screen}`, {
    timeout: 3 * MINUTE,
  }, async () => {
    const brand = newBrand('Tide')
    const partner = await newPartner(brand)
    const reel = await publishReel(partner, { title: 'Spring tide' })
    await addViews((await connectDatabase()).db(), reel, 28)
    const visitor = await browser.open({ ...size, reducedMotion: 'reduce' })
    const { page } = visitor
    await signIn(visitor, partner, brand)
    await page.goto('/studio/statistics')
    await page.getByRole('link', { name: 'Spring tide' }).waitFor()
    await page.locator('.plot canvas').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Spring tide' }).click()
    await page.getByRole('heading', { name: 'How long people watch' }).waitFor()
    await expect.poll(() => page.locator('.plot canvas').count()).toBe(2)
    expect(await violations(page)).toEqual([])
    // A tap in the middle of the curve moves the video there.
    const curve = page.locator('.beside-video .plot')
    const box = await curve.boundingBox()
    await curve.click({ position: { x: (box?.width ?? 0) * 0.6, y: 100 } })
    await expect
      .poll(() => page.locator('video').evaluate((video: HTMLVideoElement) => video.currentTime))
      .toBeGreaterThan(0)
    await page.getByText('The same as a table').first().click()
    expect(await page.getByRole('row').count()).toBeGreaterThan(10)
  })
}
