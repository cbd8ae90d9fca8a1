import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newUser, PASSWORD } from '../setup/people/people.ts'
import { readClip } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { cutPreviewsNow } from './setup/previews.ts'
import { newSeller, PRICE, payWith } from './setup/selling.ts'
import { PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const SECONDS_OF_PREVIEW = 1.1

/** A reel that can be bought: it lasts 5 s. */
async function reelForSale() {
  const partner = await newSeller(newBrand('Tide'))
  const video = { base64: (await readClip('ocean-waves.mp4')).toString('base64') }
  const created = await partner.api.createReel({ body: { title: 'High tide', price: PRICE, video } })
  await cutPreviewsNow()
  return { partner, reel: expectOk(created).reel }
}

test('a reel with a price plays its preview, is bought in three taps, and plays on past it', async () => {
  const { reel } = await reelForSale()
  const user = await newUser()
  const visitor = await browser.open({ ...PHONE, reducedMotion: 'no-preference' })
  const { page } = visitor
  await signIn(visitor, user, 'ana')
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByText('$4.99', { exact: true }).first().waitFor()
  const offer = watched(page).getByRole('region', { name: 'Watch High tide in full' })
  await offer.getByText('The whole video, 5 seconds, as often as you like.').waitFor()
  const reached = await watched(page)
    .locator('video')
    .evaluate((video: HTMLVideoElement) => video.duration)
  expect(reached).toBeLessThanOrEqual(SECONDS_OF_PREVIEW)
  expect(await offer.getByRole('button').allTextContents()).toEqual(['Buy for $4.99'])
  expect(await violations(page)).toEqual([])

  await offer.getByRole('button', { name: 'Buy for $4.99' }).tap()
  await page.getByLabel('Card number').waitFor()
  await payWith(page, '4242424242424242')
  await page.waitForURL(url => url.pathname === `/reels/${reel.id}`, { timeout: 30_000 })
  await page.waitForFunction(
    seconds => {
      const video = document.querySelector<HTMLVideoElement>('.slide:not([inert]) video')
      return video !== null && !video.paused && video.currentTime > seconds + 0.5
    },
    SECONDS_OF_PREVIEW,
    { timeout: 15_000 },
  )
  expect(await watched(page).getByRole('button', { name: /^Buy/ }).count()).toBe(0)

  await page.goto('/library')
  await page.getByRole('link', { name: 'High tide' }).waitFor()
  expect(await violations(page)).toEqual([])
})

test('somebody who is not logged in signs up in front of the reel, and is led on to pay', async () => {
  const { reel } = await reelForSale()
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByRole('button', { name: 'Buy for $4.99' }).tap()
  const sheet = page.getByRole('dialog', { name: 'Sign up to buy reels' })
  await sheet.getByLabel('Username').fill(`buyer_${randomUUID().slice(0, 8)}`)
  await sheet.getByLabel('Email').fill(`buyer-${randomUUID()}@example.com`)
  await sheet.getByLabel('Password', { exact: true }).fill(PASSWORD)
  await sheet.getByRole('button', { name: 'Create account' }).tap()
  await page.getByLabel('Card number').waitFor()
  await payWith(page, '4242424242424242')
  await page.waitForURL(url => url.pathname === `/reels/${reel.id}`, { timeout: 30_000 })
  await playing(page)
  expect(await watched(page).getByRole('button', { name: /^Buy/ }).count()).toBe(0)
})

test('a buyer who goes back from the checkout is told that nothing was charged', async () => {
  const { reel } = await reelForSale()
  const user = await newUser()
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  await signIn(visitor, user, 'ben')
  await page.goto(`/reels/${reel.id}`)
  await watched(page).getByRole('button', { name: 'Buy for $4.99' }).tap()
  await page.getByLabel('Card number').waitFor()
  await page.getByRole('link', { name: /back/i }).first().tap()
  await page.getByRole('heading', { name: 'Not paid yet' }).waitFor()
  expect(await violations(page)).toEqual([])
  await page.getByRole('link', { name: 'Back to High tide' }).tap()
  await watched(page).getByRole('heading', { name: 'High tide' }).waitFor()
})
