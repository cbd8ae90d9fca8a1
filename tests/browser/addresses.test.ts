import type { Page } from 'playwright-core'
import { expect, test } from 'vitest'
import { expectOk, newPartner, newUser } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { arrival, DESK, PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

/** Moves to the next reel and returns its id. */
async function next(page: Page, position: number): Promise<string> {
  await page.keyboard.press('ArrowDown')
  await arrival(page, position)
  return (await watched(page).getAttribute('data-reel')) ?? ''
}

test('the address is that of the current reel, and opens it for anyone else', async () => {
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
  // The back button does not stop at each reel.
  expect(await page.evaluate(() => history.length)).toBe(pages)

  const { page: other } = await browser.open(PHONE)
  await other.goto(page.url())
  await playing(other)
  expect(await watched(other).getAttribute('data-reel')).toBe(third)
  // The list after it moves nothing when it arrives, and does not repeat the reel.
  await other.locator('.slide').nth(5).waitFor({ state: 'attached' })
  expect(await watched(other).getAttribute('data-reel')).toBe(third)
  expect(await other.locator(`[data-reel="${third}"]`).count()).toBe(1)

  await page.reload()
  await playing(page)
  expect(await watched(page).getAttribute('data-reel')).toBe(third)
})

test('the back button leads from a partner to the reel that was left, and from there out of the feed', async () => {
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
  // The reels before it are still there.
  expect(await watched(page).getAttribute('aria-posinset')).toBe('3')
  await page.goBack()
  await page.waitForURL('**/login')
})

test('the link to the feed starts the feed from the beginning', async () => {
  const { page } = await browser.open(DESK)
  await page.goto('/')
  await playing(page)
  const third = [await next(page, 2), await next(page, 3)].at(-1)
  await page.waitForURL(`**/reels/${third}?from=feed`)
  await page.getByRole('link', { name: 'Feed', exact: true }).click()
  await arrival(page, 1)
  expect(new URL(page.url()).pathname).toBe('/')
})

test('logging in from a reel leads back to it', async () => {
  const user = await newUser()
  const { page } = await browser.open(DESK)
  await page.goto('/?price=paid')
  await playing(page)
  const second = await next(page, 2)
  await page.waitForURL(`**/reels/${second}?from=feed%3Apaid`)
  await watched(page).locator('[data-reaction=save]').click()
  await page.getByRole('dialog').getByRole('button', { name: 'Log in' }).click()
  await page.getByLabel('Email').fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await page.locator(`.slide:not([inert])[data-reel="${second}"]`).waitFor()
  expect(await page.getByRole('link', { name: 'Paid' }).getAttribute('aria-current')).toBe('page')
})

test('a link from the saved list shows its reel to someone who is not logged in', async () => {
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

test('an unknown address, or one that cannot be decoded, shows that the page does not exist', async () => {
  const { page } = await browser.open(PHONE)
  for (const address of ['/nowhere', '/reels', '/tags/%', '/tags/%E0%A4%A', '/partners/%E0%A4%A']) {
    await page.goto(address)
    await page.getByRole('heading', { level: 1, name: 'Page not found' }).waitFor()
    await page.getByRole('link', { name: 'Back to the feed' }).waitFor()
  }
})

test('a login says if the page that it should lead to cannot be opened, and leads to the feed', async () => {
  const user = await newUser()
  const visitor = await browser.open(PHONE)
  const { page } = visitor
  // There is no partner with this email.
  visitor.expectFaults(/\b401\b/)
  await page.goto('/login?next=http://')
  await page.getByText('names a page that does not exist').waitFor()
  await page.getByLabel('Email').fill(user.email)
  await page.getByLabel('Password').fill(user.password)
  await page.getByRole('button', { name: 'Log in' }).click()
  await playing(page)
  expect(new URL(page.url()).pathname).toBe('/')
})
