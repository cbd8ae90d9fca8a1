import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { BrowserContextOptions, Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newUser } from '../setup/people/people.ts'
import { sendEvents } from '../setup/platform/payments-server.ts'
import { readClip } from '../setup/videos/videos.ts'
import { cutPreviewsNow } from './setup/previews.ts'
import { newSeller, PRICE, payWith } from './setup/selling.ts'
import { DESK, PHONE, signIn, useBrowser, type Visitor, watched } from './setup/visitor.ts'

const browser = useBrowser()
const LONGEST_PREVIEW = 1.1

/** A folder for pictures of each step. With it, the story is told in every size and colour scheme. */
const FOLDER = process.env['STORY_PICTURES']

const LOOKS: { name: string; options: BrowserContextOptions }[] = [
  { name: 'phone', options: { ...PHONE, colorScheme: 'light' } },
  { name: 'phone-dark', options: { ...PHONE, colorScheme: 'dark' } },
  { name: 'desk', options: { ...DESK, colorScheme: 'light' } },
  { name: 'desk-dark', options: { ...DESK, colorScheme: 'dark' } },
]

for (const { name, options } of FOLDER ? LOOKS : LOOKS.slice(0, 1)) {
  test(`a reel is bought with a tab that closes too early, watched, and refunded while it plays, on a ${name}`, async () => {
    const brand = newBrand('Harbour')
    const [seller, user] = await Promise.all([newSeller(brand), newUser()])
    const video = { base64: (await readClip('ocean-waves.mp4')).toString('base64') }
    const title = 'Harbour at dawn'
    const { reel } = expectOk(await seller.api.createReel({ body: { title, price: PRICE, video } }))
    try {
      await cutPreviewsNow()
      const partner = await browser.open({ ...options, reducedMotion: 'reduce' })
      await signIn(partner, seller, brand)
      await partner.page.goto('/studio/sales')
      await partner.page.getByRole('heading', { name: 'Nothing sold yet' }).waitFor()
      expect(await partner.page.getByText(/nothing/i).count()).toBe(1)
      await picture(partner.page, `0-nothing-sold-${name}`)

      const buyer = await browser.open({ ...options, reducedMotion: 'no-preference' })
      await signIn(buyer, user, 'ana')
      const session = await payAndCloseTab(buyer, reel.id, step => picture(buyer.page, `${step}-${name}`))
      // Nobody has come back from the checkout: Stripe's event alone makes it a purchase.
      await sendEvents(session)

      const page = await buyer.openTab()
      await page.clock.install()
      const take = (step: string) => picture(page, `${step}-${name}`)
      await page.goto('/library')
      const tile = page.getByRole('link', { name: title })
      await tile.waitFor()
      await take('5-library')
      await tile.click()
      await playsPast(page, LONGEST_PREVIEW + 0.5)
      await take('6-playing')

      await refundInStudio(partner.page, title, step => picture(partner.page, `${step}-${name}`))

      // The page stays open. It learns of the refund when its addresses are renewed.
      await page.clock.fastForward('30:00')
      const offer = watched(page).getByRole('region', { name: `Watch ${title} in full` })
      await offer.getByRole('button', { name: 'Buy for $4.99' }).waitFor()
      expect(await duration(page)).toBeLessThanOrEqual(LONGEST_PREVIEW)
      await take('11-preview-again')
      await page.goto('/purchases')
      await page.getByText(/^Refund(ed| under way)$/).waitFor()
      await take('12-purchases')
      await page.getByRole('link', { name: 'Receipt' }).click()
      await page.getByText(/^R-\d{8}$/).waitFor()
      await take('13-receipt')
      await page.goto('/library')
      await page.getByRole('heading', { name: 'Nothing here yet' }).waitFor()
      await take('14-library-empty')
    } finally {
      // The other tests look at the feed of the sample content.
      expectOk(await seller.api.deleteReel({ params: { reelId: reel.id } }))
    }
  }, 180_000)
}

type Take = (step: string) => Promise<void>

/**
 * Pays with a card that is declined, then with one that the bank asks about, and never comes back.
 * @returns the id of the checkout at Stripe
 */
async function payAndCloseTab(buyer: Visitor, reelId: string, take: Take): Promise<string> {
  const { page } = buyer
  await page.goto(`/reels/${reelId}`)
  const button = watched(page).getByRole('button', { name: 'Buy for $4.99' })
  await button.waitFor()
  expect(await duration(page)).toBeLessThanOrEqual(LONGEST_PREVIEW)
  await take('1-offer')
  await button.click()
  await page.getByLabel('Card number').waitFor()
  const [session = ''] = /cs_test_\w+/.exec(page.url()) ?? []
  await take('2-checkout')
  await payWith(page, '4000000000000002')
  await page.getByRole('alert').getByText('Your card was declined.').waitFor()
  await take('3-declined')
  await payWith(page, '4000002500003155')
  await page.getByRole('heading', { name: 'Confirm your payment' }).waitFor()
  await take('4-bank-asks')
  // The bank's answer is sent, and the tab is gone before the way back is known.
  await page.route('**/c/challenge/*', async route => {
    const answer = await route.fetch({ maxRedirects: 0 })
    expect(answer.headers()['location']).toContain('checkout=done')
    await page.close()
  })
  buyer.expectFaults(/^request: POST \S+\/c\/challenge\/\S+ net::ERR_ABORTED$/)
  const closed = page.waitForEvent('close')
  await page.getByRole('button', { name: 'Complete' }).click({ noWaitAfter: true })
  await closed
  return session
}

async function refundInStudio(page: Page, title: string, take: Take): Promise<void> {
  await page.goto('/studio')
  await page.getByRole('link', { name: 'Sales' }).click()
  await page.getByRole('region', { name: 'Figures' }).getByText('$4.24').first().waitFor()
  await page.locator('.plot canvas').waitFor()
  await take('7-sales')
  await page.getByText('The same as a table').click()
  await take('8-sales-table')
  await page.getByRole('button', { name: `Refund ${title}` }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Reason').selectOption('not_as_described')
  await take('9-refund')
  await dialog.getByRole('button', { name: 'Refund' }).click()
  await page.getByText(/^Refund(ed| under way)$/).waitFor()
  await take('10-refunded')
}

function duration(page: Page): Promise<number> {
  return watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.duration)
}

async function playsPast(page: Page, seconds: number): Promise<void> {
  await page.waitForFunction(
    wanted => {
      const video = document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')
      return video !== null && !video.paused && video.currentTime > wanted
    },
    seconds,
    { timeout: 30_000 },
  )
}

async function picture(page: Page, name: string): Promise<void> {
  if (!FOLDER) return
  await mkdir(FOLDER, { recursive: true })
  await page.screenshot({ path: join(FOLDER, `${name}.png`) })
}
