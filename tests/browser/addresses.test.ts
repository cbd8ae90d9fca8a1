import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectOk, newPartner, newUser } from '../setup/people.ts'
import { publishReel } from '../setup/videos.ts'
import { arrival, DESK, PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

/** Goes on to the next reel, and gives the id of the one that is watched then. */
async function next(page: Page, position: number): Promise<string> {
  await page.keyboard.press('ArrowDown')
  await arrival(page, position)
  return (await watched(page).getAttribute('data-reel')) ?? ''
}

test('the address follows the reel, and opens it for anybody else', async () => {
  const { page } = await browser.open(PHONE)
  await page.goto('/')
  await playing(page)
  expect(new URL(page.url()).pathname).toBe('/')
  const pages = await page.evaluate(() => history.length)
  await next(page, 2)
  const third = await next(page, 3)
  await page.waitForURL(`**/reels/${third}?from=feed`)
  const title = await watched(page).getByRole('heading').textContent()
  await page.waitForFunction(name => document.title === `${name} · Reels`, title)
  // The reels on the way are not steps of the way back.
  expect(await page.evaluate(() => history.length)).toBe(pages)

  const { page: other } = await browser.open(PHONE)
  await other.goto(page.url())
  await playing(other)
  expect(await watched(other).getAttribute('data-reel')).toBe(third)
  // The list that comes after it moves nothing, and does not have it twice.
  await other.locator('.slide').nth(5).waitFor({ state: 'attached' })
  expect(await watched(other).getAttribute('data-reel')).toBe(third)
  expect(await other.locator(`[data-reel="${third}"]`).count()).toBe(1)

  await page.reload()
  await playing(page)
  expect(await watched(page).getAttribute('data-reel')).toBe(third)
})

test('back leads from a partner to the reel that was left, and from there out of the feed', async () => {
  const { page } = await browser.open(DESK)
  await page.goto('/login')
  await page.getByRole('link', { name: 'Feed', exact: true }).click()
  await playing(page)
  await next(page, 2)
  const third = await next(page, 3)
  await page.waitForURL(`**/reels/${third}?from=feed`)
  await watched(page).locator('.brand').click()
  await page.waitForURL('**/partners/*')

  await page.goBack()
  await page.waitForURL(`**/reels/${third}?from=feed`)
  await page.locator(`.slide:not([inert])[data-reel="${third}"]`).waitFor()
  // In its place: those before it are still there.
  expect(await watched(page).getAttribute('aria-posinset')).toBe('3')
  await page.goBack()
  await page.waitForURL('**/login')
})

test('the feed begins anew where somebody goes to it again', async () => {
  const { page } = await browser.open(DESK)
  await page.goto('/')
  await playing(page)
  const third = [await next(page, 2), await next(page, 3)].at(-1)
  await page.waitForURL(`**/reels/${third}?from=feed`)
  await page.getByRole('link', { name: 'Feed', exact: true }).click()
  await arrival(page, 1)
  expect(new URL(page.url()).pathname).toBe('/')
})

test('whoever logs in from a reel comes back to it', async () => {
  const user = await newUser()
  const { page } = await browser.open(DESK)
  await page.goto('/?price=paid')
  await playing(page)
  const second = await next(page, 2)
  await page.waitForURL(`**/reels/${second}?from=feed%3Apaid`)
  await watched(page).locator('[data-reaction=save]').click()
  await page.getByLabel('Email').fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.locator(`.slide:not([inert])[data-reel="${second}"]`).waitFor()
  expect(await page.getByRole('link', { name: 'Paid' }).getAttribute('aria-current')).toBe('page')
})

test('a link out of a saved list shows its reel to somebody who has no such list', async () => {
  const reel = await publishReel(await newPartner(), { title: 'Passed on' })
  const user = await newUser()
  expectOk(await user.api.saveReel({ params: { reelId: reel.id } }))
  const visitor = await browser.open(DESK)
  await signIn(visitor, user, 'ana')
  await visitor.page.goto('/saved')
  await visitor.page.getByRole('link', { name: 'Passed on' }).click()
  await watched(visitor.page).getByRole('heading', { name: 'Passed on' }).waitFor()

  const { page: other } = await browser.open(PHONE)
  await other.goto(visitor.page.url())
  await playing(other)
  await watched(other).getByRole('heading', { name: 'Passed on' }).waitFor()
  await other.locator('.slide').nth(1).waitFor({ state: 'attached' })
})
