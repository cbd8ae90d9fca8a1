import type { Page } from 'playwright-core'
import { expect, inject, test } from 'vitest'
import { newPartner } from '../setup/people/people.ts'
import { startHost } from './setup/host.ts'
import { PHONE, playing, signIn, useBrowser, type Visitor } from './setup/visitor.ts'

const browser = useBrowser()

const WITH_WORKER = { ...PHONE, serviceWorkers: 'allow' } as const

test('a reload without a network is a page of the player, and "Try again" works when it is back', async () => {
  const visitor = await visited()
  const { page, context } = visitor
  visitor.expectFaults(/ERR_INTERNET_DISCONNECTED/)
  await context.setOffline(true)
  await page.reload()
  await page.getByRole('heading', { name: 'You are offline' }).waitFor()
  await page.getByText('Could not reach Reels.').waitFor()

  await context.setOffline(false)
  await page.getByRole('button', { name: 'Try again' }).tap()
  await playing(page)
})

test.for(['/reels/66f0c0ffee66f0c0ffee66f0', '/search', '/account/devices', '/nowhere'])(
  'without a network %s is a page of the player too, though it was never open',
  async path => {
    const visitor = await visited()
    const { page, context } = visitor
    visitor.expectFaults(/ERR_INTERNET_DISCONNECTED/)
    await context.setOffline(true)
    await page.goto(path)
    await page.getByText('You are offline. What has loaded still works.').waitFor()
    await page.locator('main').getByRole('heading').first().waitFor()
  },
)

test('what is kept is the player itself, and nothing about the person who is logged in', async () => {
  const visitor = await browser.open(WITH_WORKER)
  await signIn(visitor, await newPartner(), 'Salt')
  const { page } = visitor
  await page.goto('/studio')
  await page.getByRole('heading', { level: 1 }).waitFor()
  await keeping(page)
  const kept = await keptFiles(page)
  const { origin } = new URL(inject('webUrl'))
  expect(kept.length).toBeGreaterThan(10)
  for (const url of kept) {
    expect(new URL(url).origin, url).toBe(origin)
    expect(new URL(url).pathname, url).toMatch(/^\/(assets\/[\w.-]+|icon\.svg|manifest\.webmanifest)?$/)
  }
  expect(kept.filter(url => /\/hls/.test(url))).toEqual([])
})

test('a new version takes over when no tab needs the files of the last one', async () => {
  const searchPage = /assets\/search-page-[\w-]+\.js/
  const host = await startHost(searchPage)
  const visitor = await browser.open(WITH_WORKER)
  // The API does not know this host.
  visitor.expectFaults(/CORS|ERR_FAILED/)
  const { page } = visitor
  await page.goto(`${host.url}/login`)
  await keeping(page)
  host.update()
  await page.evaluate(async () => {
    const registration = await navigator.serviceWorker.ready
    await registration.update()
  })
  await page.waitForFunction(async () => (await navigator.serviceWorker.ready).waiting !== null)
  await page.getByRole('link', { name: 'Search' }).tap()
  await page.getByRole('searchbox').or(page.getByRole('combobox')).waitFor()
  expect((await keptFiles(page)).filter(url => searchPage.test(url))).toHaveLength(1)

  // A worker takes over between two pages.
  await expect
    .poll(
      async () => {
        await page.goto('about:blank')
        await page.goto(`${host.url}/login`)
        return (await keptFiles(page)).filter(url => searchPage.test(url))
      },
      { timeout: 15_000 },
    )
    .toEqual([])
})

/** Somebody who has watched once, so that the player is kept for the next time. */
async function visited(): Promise<Visitor> {
  const visitor = await browser.open(WITH_WORKER)
  await visitor.page.goto('/')
  await keeping(visitor.page)
  return visitor
}

/** Waits until the service worker has all files, and answers this tab. */
async function keeping(page: Page): Promise<void> {
  await page.waitForFunction(() => navigator.serviceWorker.controller?.state === 'activated')
}

function keptFiles(page: Page): Promise<string[]> {
  return page.evaluate(async () => {
    const found: string[] = []
    for (const name of await caches.keys()) {
      const cache = await caches.open(name)
      for (const request of await cache.keys()) found.push(request.url)
    }
    return found
  })
}
