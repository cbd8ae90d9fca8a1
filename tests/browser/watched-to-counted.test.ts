import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { countViews } from '#functions/jobs/count-views.ts'
import { runJob } from '#shared/runtime/jobs/job.ts'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { arrival, DESK, PHONE, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const MINUTE = 60_000
const REELS = 3
/** The video of five seconds is viewed after half of it. What was played last may not be told. */
const VIEW_SECONDS = 3.5

/** Waits until the video of the reel that is watched has played for as long as a view takes. */
async function view(page: Page): Promise<void> {
  await page.waitForFunction(
    seconds => {
      const played = document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')?.played
      return played !== undefined && played.length > 0 && played.end(0) > seconds
    },
    VIEW_SECONDS,
    { polling: 'raf', timeout: MINUTE },
  )
}

for (const [screen, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`a partner is found with a typing error and followed, three reels are watched, and the studio shows it within a minute, on a ${screen}`, {
    timeout: 3 * MINUTE,
  }, async ({ annotate }) => {
    const word = `Saltmarsh${screen}`
    const brand = newBrand('Salt Marsh')
    const partner = await newPartner(brand)
    for (const when of ['at dawn', 'at noon', 'at dusk']) {
      await publishReel(partner, { title: `${word} ${when}` })
    }
    const visitor = await browser.open(size)
    const { page } = visitor
    const user = await newUser()
    await signIn(visitor, user, 'ana')
    await page.goto('/search')
    await page.getByRole('combobox').fill(word.replace('marsh', 'mrsh'))
    await page.keyboard.press('Enter')
    await page.getByText(`These are the results for “${word.toLowerCase()}”.`).first().waitFor()
    await page.getByRole('link', { name: `${word} at dusk` }).click()
    for (let position = 1; position <= REELS; position += 1) {
      await arrival(page, position)
      await view(page)
      if (position < REELS) await page.keyboard.press('ArrowDown')
    }
    const followed = page.waitForResponse(response => response.url().endsWith('/follow'))
    await watched(page)
      .getByRole('button', { name: `Follow ${brand}` })
      .click()
    await followed

    // The browser hides a page that it leaves. It hides no page behind another one while it is run by a test.
    await page.goto('about:blank')
    const hiddenAt = performance.now()
    const studio = await browser.open({ ...size, reducedMotion: 'reduce' })
    await signIn(studio, partner, brand)
    await studio.page.goto('/studio/statistics')
    // The job that counts runs every minute on a stage.
    await expect
      .poll(
        async () => {
          await runJob(countViews)
          await studio.page.reload()
          return studio.page.locator('.figures dd').first().textContent()
        },
        { timeout: MINUTE },
      )
      .toBe('33 plays')
    const seconds = (performance.now() - hiddenAt) / 1_000
    expect(seconds).toBeLessThan(60)
    await annotate(`3 views in the studio ${seconds.toFixed(1)} s after the page was hidden`)
    for (const when of ['at dawn', 'at noon', 'at dusk']) {
      await studio.page.getByRole('link', { name: `${word} ${when}` }).waitFor()
    }
    expect(await violations(studio.page)).toEqual([])
    await studio.page.goto(`/partners/${partner.id}`)
    await studio.page.getByText('1 follower').waitFor()
    const { items } = expectOk(await user.api.listFollows())
    expect(items.map(item => item.partner.brandName)).toEqual([brand])
  })
}
