import { afterAll, beforeAll, expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { DESK, PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const SCREENS = Object.entries({ phone: PHONE, desk: DESK })
const STILL = { reducedMotion: 'reduce', colorScheme: 'light' } as const

let partner: Person
const brand = newBrand('Kelp Forest')
const published: string[] = []

beforeAll(async () => {
  partner = await newPartner(brand)
  for (const title of ['Kelpwood at low tide', 'Café in the kelpwoods', 'Kelpwood, once more']) {
    const reel = await publishReel(partner, { title, tags: ['kelpwood'] })
    published.push(reel.id)
  }
})
// The other tests look at the feed of the sample content.
afterAll(async () => {
  for (const reelId of published) expectOk(await partner.api.deleteReel({ params: { reelId } }))
})

for (const [screen, size] of SCREENS) {
  test(`a search with a wrong letter finds what was meant, and says so, on a ${screen}`, async () => {
    const visitor = await browser.open({ ...size, ...STILL })
    const { page } = visitor
    await signIn(visitor, await newUser(), 'ana')
    await page.goto('/')
    await page.getByRole('navigation', { name: 'Main' }).getByRole('link', { name: 'Search' }).click()
    await page.getByRole('heading', { name: 'Trending tags' }).waitFor()
    await page.getByRole('list', { name: 'Trending tags' }).getByRole('link').first().waitFor()
    expect(await violations(page)).toEqual([])

    await page.getByRole('combobox').fill('kelpwod')
    await page.keyboard.press('Enter')
    await page
      .getByText('Nothing was found for “kelpwod”. These are the results for “kelpwood”.')
      .first()
      .waitFor()
    const titles = page.locator('.tile:not(.skeleton) strong')
    await expect.poll(() => titles.count()).toBe(3)
    expect((await page.locator('mark').allTextContents()).sort()).toEqual([
      'Kelpwood',
      'Kelpwood',
      'kelpwoods',
    ])
    expect(await violations(page)).toEqual([])

    // What is watched from here is found by searching.
    const told = page.waitForRequest(request => request.url().endsWith('/views'))
    await page.getByRole('link', { name: /^Kelpwood at low tide/ }).click()
    await watched(page).waitFor()
    expect(new URL(page.url()).searchParams.get('from')).toBe('search:q=kelpwod')
    await watched(page).getByRole('button', { name: 'Play' }).click()
    await playing(page)
    expect(placeOf((await told).postDataJSON())).toBe('search')
    await page.getByRole('link', { name: 'Back' }).click()
    await expect.poll(() => titles.count()).toBe(3)

    await page.goto('/search')
    await page
      .getByRole('region', { name: 'Recent searches' })
      .getByRole('link', { name: 'kelpwod' })
      .waitFor()
    await page.getByRole('button', { name: 'Clear', exact: true }).click()
    await page.getByRole('heading', { name: 'Recent searches' }).waitFor({ state: 'detached' })
  })
}

for (const [screen, size] of SCREENS) {
  test(`what trends and what is followed stand beside the feed, with the price that was chosen, on a ${screen}`, async () => {
    const visitor = await browser.open({ ...size, ...STILL })
    const { page } = visitor
    const user = await newUser()
    await signIn(visitor, user, 'ana')
    await page.goto('/?price=free')
    await watched(page).waitFor()
    const feeds = page.getByRole('navigation', { name: 'Feeds' })
    const prices = page.getByRole('navigation', { name: 'Price' })
    await feeds.getByRole('link', { name: 'Trending' }).click()
    await page.waitForURL('/trending?price=free')
    await watched(page).waitFor()
    for (const price of await page.locator('.slide .price').allTextContents()) expect(price).toBe('Free')
    const told = page.waitForRequest(request => request.url().endsWith('/views'))
    await watched(page).getByRole('button', { name: 'Play' }).click()
    expect(placeOf((await told).postDataJSON())).toBe('trending')
    expect(await violations(page)).toEqual([])
    await prices.getByRole('link', { name: 'All' }).click()
    await page.waitForURL('/trending')

    await feeds.getByRole('link', { name: 'Following' }).click()
    await page.getByText('Its newest reels are then shown here.').waitFor()
    await page.goto(`/reels/${published[0]}`)
    const followed = page.waitForResponse(response => response.url().endsWith('/follow'))
    await watched(page)
      .getByRole('button', { name: `Follow ${brand}` })
      .click()
    await followed
    await watched(page)
      .getByRole('button', { name: `Following ${brand}`, pressed: true })
      .waitFor()
    await page.goto('/following?price=paid')
    await page.getByText('have no reels with a price').waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Show all of their reels' }).click()
    await expect
      .poll(() => page.locator('.slide h2').allTextContents())
      .toEqual(['Kelpwood, once more', 'Café in the kelpwoods', 'Kelpwood at low tide'])

    // From a reel to its tag, and from there to a search in it.
    await watched(page).getByRole('link', { name: '#kelpwood' }).click()
    await page.getByRole('heading', { level: 1, name: '#kelpwood' }).waitFor()
    await page.getByRole('link', { name: 'Trending' }).click()
    await page.waitForURL('/tags/kelpwood?sort=trending')
    await watched(page).waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Search reels with #kelpwood' }).click()
    await page.getByRole('combobox').fill('cafe')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('.tile:not(.skeleton) strong').allTextContents())
      .toEqual(['Café in the kelpwoods'])
  })
}

/** The place that the ticket of a beacon names. */
function placeOf(beacons: { views: { ticket: string }[] }): string | undefined {
  const bytes = Buffer.from(beacons.views[0]?.ticket ?? '', 'base64url')
  // 4 bits, counted from 1: the rest of the three bytes is the duration.
  return PLACES[bytes.readUIntBE(0, 3) >> 20]
}

const PLACES = ['', 'feed', 'following', 'trending', 'search', 'partner', 'share']

test('suggestions are chosen with the keyboard, and a partner that is found is followed', async () => {
  const visitor = await browser.open({ ...DESK, ...STILL })
  const { page } = visitor
  const user = await newUser()
  await signIn(visitor, user, 'ana')
  await page.goto('/search')
  const field = page.getByRole('combobox')
  await field.pressSequentially('kelpw')
  const options = page.getByRole('option')
  await options.first().waitFor()
  expect(await field.getAttribute('aria-expanded')).toBe('true')
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('ArrowUp')
  const last = page.locator('[role=option][aria-selected=true]')
  expect(await field.getAttribute('aria-activedescendant')).toBe(await last.getAttribute('id'))
  await page.keyboard.press('Escape')
  expect(await options.count()).toBe(0)
  expect(await field.inputValue()).toBe('kelpw')
  await page.keyboard.press('ArrowDown')
  await page.locator('[role=option][aria-selected=true]').waitFor()
  await page.keyboard.press('Enter')
  await page.waitForURL(/\/search\?q=kelpwood/)
  await page.locator('.tile:not(.skeleton)').first().waitFor()

  await field.fill(brand)
  await page.keyboard.press('Enter')
  const found = page.getByRole('region', { name: 'Partners' })
  await found.getByRole('button', { name: `Follow ${brand}` }).click()
  await found.getByRole('button', { name: `Following ${brand}`, pressed: true }).waitFor()
  const { items } = expectOk(await user.api.listFollows())
  expect(items.map(item => item.partner.brandName)).toEqual([brand])

  await page.getByRole('link', { name: 'Newest' }).click()
  await page.waitForURL(/sort=newest/)
  await expect
    .poll(() => page.locator('.tile:not(.skeleton) strong').first().textContent())
    .toBe('Kelpwood, once more')
})

test('a search without a result says so, and leads on', async () => {
  const visitor = await browser.open({ ...PHONE, ...STILL, viewport: { width: 320, height: 640 } })
  const { page } = visitor
  await page.goto('/search?q=qqzzxxyyvv&tag=kelpwood')
  await page.getByRole('heading', { name: 'No reels were found for “qqzzxxyyvv”' }).waitFor()
  expect(await violations(page)).toEqual([])
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  await page.getByRole('link', { name: 'Search all reels', exact: true }).click()
  await page.waitForURL(url => !url.searchParams.has('tag'))
  await page.getByRole('link', { name: 'See what is trending' }).click()
  await watched(page).waitFor()
})
