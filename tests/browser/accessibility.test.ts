import { expect, test } from 'vitest'
import { newBrand } from '../setup/people/brands.ts'
import { newPartner, newUser } from '../setup/people/people.ts'
import { publishReel } from '../setup/videos/videos.ts'
import { violations } from './setup/axe.ts'
import { arrival, DESK, PHONE, signIn, useBrowser, watched } from './setup/visitor.ts'

const browser = useBrowser()

const PUBLIC_PAGES = [
  '/',
  '/tags/night',
  '/login',
  '/register?as=partner',
  '/forgot-password',
  '/reset-password#token=any',
  '/saved',
  '/studio',
  '/nowhere',
]

for (const [screen, size] of Object.entries({ phone: PHONE, desk: DESK })) {
  test(`axe finds no violation on any page on a ${screen}, light and dark`, async () => {
    const visitor = await browser.open({ ...size, colorScheme: 'light', reducedMotion: 'reduce' })
    const { page } = visitor
    const found: Record<string, string[]> = {}
    const look = async (path: string) => {
      await page.goto(path)
      await page.locator('main :is(h1, h2)').first().waitFor()
      await page.locator('[aria-busy=true]').waitFor({ state: 'detached' })
      await page.getByText(/^Loading/).waitFor({ state: 'detached' })
      const lines = await violations(page)
      if (lines.length > 0) found[path] = lines
    }
    for (const path of PUBLIC_PAGES) await look(path)
    await page.goto('/')
    await watched(page).locator('.brand').click()
    await look(new URL(page.url()).pathname)

    await signIn(visitor, await newUser(), 'ana')
    for (const path of ['/liked', '/account', '/account/password', '/account/devices']) await look(path)

    const brand = newBrand()
    const partner = await newPartner(brand)
    const { id } = await publishReel(partner)
    await signIn(visitor, partner, brand)
    for (const path of ['/studio', '/studio/new', `/studio/${id}`, '/account/profile']) await look(path)
    await page.goto('/account')
    await page.getByRole('button', { name: 'Delete account' }).click()
    const inDialog = await violations(page)
    if (inDialog.length > 0) found['the dialog to delete an account'] = inDialog
    expect(found).toEqual({})
  })
}

test('the feed can be used with the keyboard alone', async () => {
  const visitor = await browser.open(DESK)
  await signIn(visitor, await newUser(), 'ana')
  const { page } = visitor
  await page.goto('/')
  await arrival(page, 1)
  await page.keyboard.press('j')
  await arrival(page, 2)
  await page.keyboard.press('s')
  await watched(page).locator('[data-reaction=save][aria-pressed=true]').waitFor()
  await page.keyboard.press(' ')
  await watched(page).getByRole('button', { name: 'Play', exact: true }).waitFor()
  await page.keyboard.press('ArrowUp')
  await arrival(page, 1)

  await page.reload()
  await watched(page).waitFor()
  const reached = new Set<string>()
  for (let step = 0; step < 25; step += 1) {
    await page.keyboard.press('Tab')
    const name = await page.evaluate(() => {
      const focused = document.activeElement
      return focused?.getAttribute('aria-label') ?? focused?.textContent ?? ''
    })
    reached.add(name.replace(/, .*/, '').trim())
  }
  for (const name of ['Skip to content', 'Feed', 'Library', 'Pause', 'Like', 'Save', 'Sound', 'Next reel']) {
    expect([...reached]).toContain(name)
  }
})
