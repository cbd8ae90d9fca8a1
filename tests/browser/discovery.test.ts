import { beforeAll, expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { expectOk, newPartner, newUser, type Person } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { paddedVideo } from './setup/video-files.ts'
import { DESK, PHONE, playing, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()
const SCREENS = Object.entries({ phone: PHONE, desk: DESK })
const NARROW = { ...PHONE, viewport: { width: 320, height: 640 } }
const STILL = { reducedMotion: 'reduce', colorScheme: 'light' } as const

let partner: Person
const brand = newBrand('Kelp Forest')
let lowTide: string

beforeAll(async () => {
  partner = await newPartner(brand)
  const tags = ['kelpwood']
  lowTide = (await publishReel(partner, { title: 'Kelpwood at low tide', tags })).id
  for (const title of ['Café in the kelpwoods', 'Kelpwood, once more'])
    await publishReel(partner, { title, tags })
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
    await page.goto(`/reels/${lowTide}`)
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
      .poll(() => page.locator('.slide h2').allTextContents(), { timeout: 10_000 })
      .toEqual([
        'Kelpwood, once more',
        'Café in the kelpwoods',
        'Kelpwood at low tide',
        'You have seen it all',
      ])

    // From a reel to its tag, and from there to a search in it.
    await watched(page).getByRole('link', { name: '#kelpwood' }).click()
    await page.getByRole('heading', { level: 1, name: '#kelpwood' }).waitFor()
    await page.getByRole('navigation', { name: 'Order' }).getByRole('link', { name: 'Trending' }).click()
    await page.waitForURL('/tags/kelpwood?sort=trending')
    await page.locator('.tile:not(.skeleton)').first().waitFor()
    expect(await violations(page)).toEqual([])
    await page.getByRole('link', { name: 'Search reels with #kelpwood' }).click()
    await page.getByRole('combobox').fill('cafe')
    await page.keyboard.press('Enter')
    await expect
      .poll(() => page.locator('.tile:not(.skeleton) strong').allTextContents(), { timeout: 10_000 })
      .toEqual(['Café in the kelpwoods'])
  })
}

for (const [screen, size] of SCREENS) {
  test(`a reel is scheduled in the time zone of its partner, is absent for others, and is published at once, on a ${screen}`, async () => {
    const word = `Tide${screen}`
    const name = newBrand('Tide Clock')
    const owner = await newPartner(name)
    const studio = await browser.open({ ...size, ...STILL })
    const { page } = studio
    await signIn(studio, owner, name)
    await page.goto('/account/profile')
    await page.getByLabel('Time zone').selectOption('Asia/Kathmandu')
    await page.getByLabel('Language of your reels').selectOption('fr')
    expect(await violations(page)).toEqual([])
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('link', { name: 'Public page' }).waitFor()
    expect(expectOk(await owner.api.getMe()).account).toMatchObject({
      timeZone: 'Asia/Kathmandu',
      language: 'fr',
    })

    await page.goto('/studio/new')
    await page.getByLabel('Video', { exact: true }).setInputFiles(await paddedVideo(400_000, 'tide.mp4'))
    await page.getByLabel('Title').fill(`${word} at noon`)
    await page.getByText('At a time', { exact: true }).click()
    const time = page.getByLabel('Date and time in Asia/Kathmandu')
    await time.fill('2020-01-01T12:00')
    await page.getByText('This time has passed.').waitFor()
    expect(await violations(page)).toEqual([])
    const tomorrow = new Date(Date.now() + 24 * 60 * 60_000).toISOString().slice(0, 10)
    await time.fill(`${tomorrow}T12:00`)
    await page.getByText('12:00 PM, Asia/Kathmandu time').waitFor()
    await page.getByRole('button', { name: 'Schedule' }).click()
    const row = page.locator('tr[data-reel]')
    await row.getByText('Scheduled', { exact: true }).waitFor()
    await row.getByText(/^Public at .+ 12:00 PM, Asia\/Kathmandu$/).waitFor()
    expect(await violations(page)).toEqual([])
    const { items } = expectOk(await owner.api.listMyReels())
    const [reel] = items
    if (!reel) throw new Error('There is no reel')
    // Noon in Kathmandu.
    expect(reel.publishAt).toBe(`${tomorrow}T06:15:00.000Z`)

    const viewer = await browser.open({ ...size, ...STILL })
    viewer.expectFaults(/ 404 |status of 404/)
    await viewer.page.goto(`/reels/${reel.id}`)
    await viewer.page.getByText('This reel is no longer available.').waitFor()
    await viewer.page.goto(`/search?q=${word}`)
    await viewer.page.getByRole('heading', { name: `No reels were found for “${word}”` }).waitFor()

    await page.getByRole('link', { name: `Edit ${word} at noon` }).click()
    expect(await time.inputValue()).toBe(`${tomorrow}T12:00`)
    // Meanwhile it is published on another device.
    expectOk(await owner.api.updateReel({ params: { reelId: reel.id }, body: { publishAt: null } }))
    studio.expectFaults(/ 409 |status of 409/)
    await time.fill(`${tomorrow}T13:00`)
    await page.getByLabel('Title').fill(`${word} at one`)
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByText('The reel has become public, so its time cannot change.').waitFor()
    await page.getByRole('button', { name: 'Save' }).click()
    await page.getByRole('heading', { name: `${word} at one` }).waitFor()
    await viewer.page.reload()
    await viewer.page.locator('.tile:not(.skeleton)').waitFor()
  })
}

test('a scheduled reel is published now from the studio', async () => {
  const name = newBrand('Tide Clock')
  const owner = await newPartner(name)
  const { id } = await publishReel(owner, { publishAt: new Date(Date.now() + 60 * 60_000).toISOString() })
  const visitor = await browser.open({ ...NARROW, ...STILL })
  const { page } = visitor
  await signIn(visitor, owner, name)
  await page.goto('/studio')
  await page.getByRole('button', { name: 'Publish now: A reel' }).click()
  await page.getByText('“A reel” is public now.').waitFor()
  await page.locator('[data-reel]').getByText('Public', { exact: true }).waitFor()
  expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBe(320)
  expect(expectOk(await (await newUser()).api.getReel({ params: { reelId: id } })).reel.status).toBe('ready')
})

/** The place that the ticket of a beacon names. */
function placeOf(beacons: { views: { ticket: string }[] }): string | undefined {
  const bytes = Buffer.from(beacons.views[0]?.ticket ?? '', 'base64url')
  // 4 bits, counted from 1: the rest of the three bytes is the duration.
  return PLACES[bytes.readUIntBE(0, 3) >> 20]
}

const PLACES = ['', 'feed', 'following', 'trending', 'search', 'partner', 'share']

for (const [screen, size] of Object.entries({ narrow: NARROW, desk: DESK })) {
  test(`the page of a partner has a cover, and says how often its reels were watched, on a ${screen}`, async () => {
    const { page } = await browser.open({ ...size, ...STILL })
    await page.goto(`/partners/${partner.id}`)
    await page.getByRole('heading', { name: brand }).waitFor()
    await page.locator('.profile-cover img').waitFor()
    const tile = page.getByRole('link', { name: 'Kelpwood at low tide' })
    await expect.poll(() => tile.textContent()).toMatch(/\d views/)
    await page.getByRole('button', { name: `Follow ${brand}` }).waitFor()
    expect(await violations(page)).toEqual([])
    expect(await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)).toBe(0)
  })
}

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
  const visitor = await browser.open({ ...NARROW, ...STILL })
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
